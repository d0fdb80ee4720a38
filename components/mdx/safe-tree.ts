import type { Element, ElementContent, Root } from "hast";
import { findAnyRule } from "#lib/contract/doc-elements.ts";
import { faultOfUrl, isPictureUrl } from "#lib/contract/doc-url.ts";

const MAX_DEPTH = 100;
/** What gets a name with a number, for those who hear the page. */
const NUMBERED: Readonly<Record<string, string>> = { pre: "Code", Query: "Query", table: "Table" };

/**
 * The stored tree, built anew from what a document may hold. It was checked when it was read; this is for the day when something
 * else has written it. What is not allowed is left out.
 */
export function safeTree(tree: unknown): Root {
  const counts = new Map<string, number>();

  const list = (value: unknown, depth: number): ElementContent[] =>
    Array.isArray(value) && depth <= MAX_DEPTH ? value.flatMap((node: unknown) => nodeOf(node, depth)) : [];

  const nodeOf = (node: unknown, depth: number): ElementContent[] => {
    const type = fieldOf(node, "type");
    const value = fieldOf(node, "value");
    if (type === "text") return typeof value === "string" ? [{ type: "text", value }] : [];
    const tagName = fieldOf(node, "tagName");
    if (type !== "element" || typeof tagName !== "string") return [];
    const properties = safeProperties(tagName, fieldOf(node, "properties"));
    if (properties === null) return [];
    const word = Object.hasOwn(NUMBERED, tagName) ? NUMBERED[tagName] : undefined;
    if (word !== undefined) {
      const number = (counts.get(tagName) ?? 0) + 1;
      counts.set(tagName, number);
      properties["ariaLabel"] = `${word} ${number} of this text`;
    }
    return [{ type: "element", tagName, properties, children: list(fieldOf(node, "children"), depth + 1) }];
  };

  return { type: "root", children: list(fieldOf(tree, "children"), 0) };
}

/** `null`: the element itself is not allowed. */
function safeProperties(tagName: string, given: unknown): Element["properties"] | null {
  const rule = findAnyRule(tagName);
  if (rule === null) return null;
  const kept: Element["properties"] = {};
  for (const name of [...(rule.attributes ?? []), ...(rule.generated ?? [])]) {
    const value = fieldOf(given, name);
    if (value === true) kept[name] = true;
    else if (typeof value === "string" && value.isWellFormed() && isSafe(name, value)) kept[name] = value;
  }
  return (tagName === "img" && kept["src"] === undefined) || (rule.required !== undefined && kept[rule.required] === undefined)
    ? null
    : kept;
}

function isSafe(name: string, value: string): boolean {
  if (name === "href") return faultOfUrl(value) === null;
  if (name === "src") return isPictureUrl(value);
  // An id of our own prefix cannot take the place of one that the page uses.
  if (name === "id") return value.startsWith("doc-");
  if (name === "align") return /^(?:left|right|center)$/.test(value);
  return name !== "className" || /^language-[a-z0-9+#-]+$/.test(value);
}

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null && Object.hasOwn(value, name) ? Reflect.get(value, name) : undefined;
}
