import type { Properties } from "hast";
import type { MdxJsxAttribute, MdxJsxExpressionAttribute } from "mdast-util-mdx-jsx";
import type { ElementRule } from "#lib/contract/doc-elements.ts";
import type { DocElement } from "#lib/contract/doc-node.ts";
import type { DocReport, Point } from "#lib/contract/doc-report.ts";
import { restore } from "#lib/contract/doc-stand-in.ts";
import { faultOfUrl, isPictureUrl, type UrlFault } from "#lib/contract/doc-url.ts";
import { hintNearest } from "#lib/contract/nearest.ts";

type Kept = { [name: string]: string | true };

const URL_FAULTS: Readonly<Record<Exclude<UrlFault, null>, string>> = {
  empty: "This link leads nowhere.",
  unclean: "This link has a space, a control character or a backslash in its address.",
  "protocol-relative": "This link begins with `//`, which leads to another site.",
  scheme: "This link has an address that is not allowed.",
  credentials: "This link has a user name in its address, which hides where it leads.",
};
const URL_HINT = "Use `https:`, `http:`, `mailto:`, a path such as `/terms/churn`, or `#column`.";

/** What Markdown gave an element, as far as it is kept. */
export function generatedProperties(tag: string, given: Properties, rule: ElementRule, at: Point | undefined, report: DocReport): Kept {
  const kept: Kept = {};
  for (const name of [...(rule.attributes ?? []), ...(rule.generated ?? [])]) {
    const value = given[name];
    const text = Array.isArray(value) ? value.join(" ") : value;
    if (text === true || text === "true") kept[name] = true;
    else if (typeof text === "string" || typeof text === "number") keepText(kept, tag, name, restore(String(text)), at, report);
  }
  return kept;
}

/** What an author wrote in a tag, as far as it is kept. */
export function writtenProperties(
  tag: string,
  given: readonly (MdxJsxAttribute | MdxJsxExpressionAttribute)[],
  rule: ElementRule,
  report: DocReport,
): DocElement["properties"] {
  const kept: Kept = {};
  for (const attribute of given) {
    const at = attribute.position?.start;
    if (attribute.type === "mdxJsxExpressionAttribute") {
      report.add("error", "TS-DOC-003", at, "Attributes cannot be computed: nothing in a document is run.", 'Write `name="value"`.');
      continue;
    }
    const { name, value } = attribute;
    if (/^on/i.test(name)) {
      report.add("error", "TS-DOC-003", at, `The attribute \`${short(name)}\` would run code.`, "Remove it.");
    } else if (typeof value === "object" && value !== null) {
      const message = `The value of \`${name}\` is code, and nothing in a document is run.`;
      report.add("error", "TS-DOC-003", at, message, `Write \`${name}="…"\`.`);
    } else if (!(rule.attributes ?? []).includes(name)) {
      const message = `\`<${tag}>\` takes no attribute \`${short(name)}\`. It is left out.`;
      report.add("warning", "TS-DOC-003", at, message, hintNearest(name, rule.attributes ?? []) ?? listHint(rule.attributes ?? []));
    } else if (value === null || value === undefined) {
      if (name === "open") kept[name] = true;
      else report.add("warning", "TS-DOC-003", at, `The attribute \`${name}\` has no value.`, `Write \`${name}="…"\`.`);
    } else keepText(kept, tag, name, restore(value), at, report);
  }
  return kept;
}

function keepText(kept: Kept, tag: string, name: string, text: string, at: Point | undefined, report: DocReport): void {
  if (name === "href") {
    if (mayLink(text, at, report)) kept[name] = text;
  } else if (name === "src") {
    if (isPictureUrl(text)) kept[name] = text;
    else {
      const level = faultOfUrl(text) === null ? "warning" : "error";
      report.add(
        level,
        "TS-DOC-003",
        at,
        "This picture is not loaded over https. It is left out.",
        "Use an address that begins with `https://`.",
      );
    }
  } else if (/^(?:width|height|start|colspan|rowspan)$/.test(name)) {
    if (/^\d{1,4}$/.test(text)) kept[name] = text;
    else report.add("warning", "TS-DOC-003", at, `\`${name}\` takes a whole number.`, `Write \`${name}="2"\`.`);
  } else if (name === "className") {
    const language = /(?:^| )language-([A-Za-z0-9+#-]{1,30})(?: |$)/.exec(text)?.[1];
    if (language !== undefined) kept[name] = `language-${language.toLowerCase()}`;
  } else if (name === "open") kept[name] = true;
  else if (text.length > 500) report.add("warning", "TS-DOC-003", at, `The attribute \`${name}\` of \`<${tag}>\` is too long.`, null);
  else kept[name] = text;
}

function mayLink(url: string, at: Point | undefined, report: DocReport): boolean {
  const fault = faultOfUrl(url);
  if (fault !== null) {
    report.add(fault === "empty" ? "warning" : "error", "TS-DOC-003", at, URL_FAULTS[fault], URL_HINT);
    return false;
  }
  if (!/^[^:?#]*\.(?:mdx?|ya?ml)(?:[?#]|$)/i.test(url)) return true;
  const message = "This link leads to a file of the catalog, which is no page.";
  report.add("warning", "TS-DOC-003", at, message, 'Write `<Dataset name="…" />` or `<Term slug="…" />`.');
  return false;
}

function listHint(names: readonly string[]): string | null {
  return names.length === 0 ? "It takes none." : `It takes ${names.map((name) => `\`${name}\``).join(", ")}.`;
}

function short(text: string): string {
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}
