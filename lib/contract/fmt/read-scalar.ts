import { CST } from "yaml";
import type { ScalarNode, ScalarStyle } from "#lib/contract/fmt/layout.ts";

const STYLES: Readonly<Record<CST.FlowScalar["type"], ScalarStyle>> = {
  alias: "alias",
  scalar: "plain",
  "single-quoted-scalar": "single",
  "double-quoted-scalar": "double",
};

/** One scalar or alias as written. `null` when it is not valid. */
export function readScalar(token: CST.FlowScalar | CST.BlockScalar, props: readonly string[]): ScalarNode | null {
  if (token.type === "alias")
    return { kind: "scalar", style: "alias", props, text: token.source.slice(1), lines: [token.source], chomp: "" };
  let valid = true;
  const { value: text } = CST.resolveAsScalar(token, true, () => {
    valid = false;
  });
  if (!valid) return null;
  if (token.type === "block-scalar") return readBlock(token, text, props);
  return { kind: "scalar", style: STYLES[token.type], props, text, lines: token.source.split("\n").map(trimLine), chomp: "" };
}

/** Space around a line of text over several lines means nothing, except behind a backslash. */
function trimLine(line: string, index: number, lines: readonly string[]): string {
  const start = index === 0 ? line : line.replace(/^[ \t]+/, "");
  if (index === lines.length - 1) return start;
  const end = start.replace(/[ \t]+$/, "");
  const backslashes = /\\*$/.exec(end)?.[0].length ?? 0;
  return backslashes % 2 === 1 ? start : end;
}

function readBlock(token: CST.BlockScalar, text: string, props: readonly string[]): ScalarNode {
  const header = token.props.find(({ type }) => type === "block-scalar-header");
  const signs = header !== undefined && "source" in header ? header.source : "|";
  const chomp = signs.includes("-") ? "-" : signs.includes("+") ? "+" : "";
  const lines = token.source.split("\n");
  if (lines.at(-1) === "") lines.pop();
  const said = /[1-9]/.exec(signs)?.[0];
  // Of a block of empty lines only their number counts.
  const first = lines.find((line) => /[^ ]/.test(line)) ?? " ".repeat(Math.max(0, ...lines.map(({ length }) => length)));
  const indent = said === undefined ? (/^ */.exec(first)?.[0] ?? "").length : token.indent + Number(said);
  const body = lines.map((line) => line.slice(Math.min(indent, /^ */.exec(line)?.[0].length ?? 0)));
  if (chomp !== "+") while (body.at(-1) === "") body.pop();
  return { kind: "scalar", style: signs.startsWith(">") ? "folded" : "literal", props, text, lines: body, chomp };
}
