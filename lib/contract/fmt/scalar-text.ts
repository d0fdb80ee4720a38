import type { ScalarNode } from "#lib/contract/fmt/layout.ts";

/** What YAML (1.1 and 1.2), and so other tools, read as something else than text: numbers, dates, `yes`, `null`. */
const TYPED_WORD = /^(?:~|null|true|false|yes|no|on|off|y|n|=|<<)$/i;
const TYPED_NUMBER = /^[-+]?\.?(?:\d[\da-fxob_.:e+\-tz ]*|inf|nan)$/i;
const INDICATOR = /^[[\]{},#&*!|>'"%@`]|^[-?:](?:\s|$)|^(?:---|\.\.\.)/;

/** Whether text may stand without quotes and stays the same text, for us and for other readers of YAML. */
function mayBePlain(text: string, inFlow: boolean): boolean {
  if (text === "" || text !== text.trim() || INDICATOR.test(text) || TYPED_WORD.test(text) || TYPED_NUMBER.test(text)) return false;
  if (/:(?:\s|$)|\s#|[^\P{C}]|[\u2028\u2029\u00a0]/u.test(text)) return false;
  return !inFlow || !/[,[\]{}]|^[-?:]/.test(text);
}

/** A scalar on one line, with quotes only where they are needed. `null` when it takes more than one line. */
export function scalarText(node: ScalarNode, inFlow: boolean): string | null {
  const text = bareText(node, inFlow);
  return text === null || node.props.length === 0 ? text : [...node.props, text].filter((part) => part !== "").join(" ");
}

function bareText({ style, text, lines }: ScalarNode, inFlow: boolean): string | null {
  const [first = "", ...more] = lines ?? [];
  switch (style) {
    case "empty":
      return "";
    case "alias":
      return `*${text}`;
    case "literal":
    case "folded":
      return null;
    case "plain":
      if (more.length > 0) return null;
      return !inFlow || !/[,[\]{}]/.test(text) ? first : quote(text);
    default:
      if (lines === null) return mayBePlain(text, inFlow) ? text : quote(text);
      if (more.length > 0) return null;
      if (mayBePlain(text, inFlow)) return text;
      return style === "double" || /["\\]/.test(text) ? first : quote(text);
  }
}

function quote(text: string): string {
  if (/["\\]/.test(text) && !/[^\P{C}]|[\u2028\u2029]/u.test(text)) return `'${text.replaceAll("'", "''")}'`;
  return JSON.stringify(text);
}
