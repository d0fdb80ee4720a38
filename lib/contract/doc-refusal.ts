import type { MdxJsxFlowElementHast, MdxJsxTextElementHast } from "mdast-util-mdx-jsx";
import { COMPONENT_NAMES, ELEMENT_NAMES, hidesContent } from "#lib/contract/doc-elements.ts";
import type { DocReport } from "#lib/contract/doc-report.ts";
import { hintNearest } from "#lib/contract/nearest.ts";

/** Says why a tag is refused. @returns what is left out: `all`, or only the `tag` itself, whose content is read on. */
export function refuseTag(node: MdxJsxFlowElementHast | MdxJsxTextElementHast, report: DocReport): "all" | "tag" {
  const name = node.name ?? "";
  const at = node.position?.start;
  const shown = `\`<${name.length > 40 ? `${name.slice(0, 40)}…` : name}>\``;
  if (hidesContent(name)) {
    report.add("error", "TS-DOC-003", at, `${shown} is not allowed. It is left out with all that it holds.`, "Remove it.");
    return "all";
  }
  for (const attribute of node.attributes)
    if (attribute.type === "mdxJsxAttribute" && /^on/i.test(attribute.name))
      report.add(
        "error",
        "TS-DOC-003",
        attribute.position?.start,
        `The attribute \`${attribute.name.slice(0, 40)}\` would run code.`,
        "Remove it.",
      );
  const hint = hintNearest(name, [...COMPONENT_NAMES, ...ELEMENT_NAMES]) ?? `Components are ${COMPONENT_NAMES.join(", ")}.`;
  if (/^[a-z][a-z0-9]*$/.test(name)) report.add("warning", "TS-DOC-003", at, `${shown} is not allowed. Its text is kept.`, hint);
  else report.add("error", "TS-DOC-003", at, `There is no component ${shown}. Its text is kept.`, hint);
  return "tag";
}
