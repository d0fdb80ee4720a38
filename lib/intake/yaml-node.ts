import { Pair, Scalar, YAMLMap, YAMLSeq } from "yaml";

/** A map or list that needs more characters than this in one line is written over several. */
const WIDTH = 110;

export type YamlNode = Scalar | YAMLMap | YAMLSeq;

/** A value as a node: maps and lists of short single values in one line, everything else in block style. */
export function yamlNode(value: unknown): YamlNode {
  if (Array.isArray(value)) return asFlowWhereShort(listOf(value.map(yamlNode)), value);
  if (typeof value === "object" && value !== null) {
    return asFlowWhereShort(mapOf(Object.entries(value).map(([key, item]) => new Pair(scalarOf(key), yamlNode(item)))), value);
  }
  return scalarOf(value);
}

/** A separator of lines or paragraphs would be read as a line break, and a key `<<` as a merge: both are quoted. */
export function scalarOf(value: unknown): Scalar {
  const scalar = new Scalar(value);
  if (typeof value === "string" && /[\u2028\u2029\r]|^(?:<<)?$/.test(value)) scalar.type = Scalar.QUOTE_DOUBLE;
  return scalar;
}

/** Over several lines, whatever its size; what it holds is written as `yamlNode` has it. */
export function blockNode(value: object): YAMLMap {
  return mapOf(Object.entries(value).map(([key, item]) => new Pair(scalarOf(key), yamlNode(item))));
}

export function mapOf(entries: readonly Pair[]): YAMLMap {
  const map = new YAMLMap();
  // `set` looks for a key of the same name each time.
  for (const entry of entries) map.items.push(entry);
  return map;
}

export function listOf(items: readonly YamlNode[]): YAMLSeq {
  const list = new YAMLSeq();
  for (const item of items) list.items.push(item);
  if (items.length === 0) list.flow = true;
  return list;
}

function asFlowWhereShort<T extends YAMLMap | YAMLSeq>(node: T, value: object): T {
  node.flow = isShort(value, 2);
  return node;
}

function isShort(value: unknown, levels: number): boolean {
  if (typeof value === "string") return value.length <= WIDTH && !value.includes("\n");
  if (typeof value !== "object" || value === null) return true;
  const parts = Object.values(value);
  if (parts.length > WIDTH || (parts.length > 0 && levels === 0)) return false;
  return parts.every((part) => isShort(part, levels - 1)) && JSON.stringify(value).length <= WIDTH;
}

/** A comment for the `yaml` package: each line with a space after its `#`, and nothing that could end the comment early. */
export function yamlComment(text: string): string {
  return (
    text
      .toWellFormed()
      // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is removed
      .replace(/[\u0000-\u0009\u000B-\u001F\u007F-\u009F\u2028\u2029\uFEFF]+/g, " ")
      .split("\n")
      .map((line) => ` ${line}`.trimEnd())
      .map((line) => (line === "" ? " " : line))
      .join("\n")
  );
}
