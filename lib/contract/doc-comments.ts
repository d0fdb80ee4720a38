import { type DocReport, pointAt } from "#lib/contract/doc-report.ts";

/** The beginning of a block of code, of code in a line, or of a comment. */
const BEGINNING = /^[ \t>]*(?:(?:[-+*]|\d{1,9}[.)])[ \t]+)?(`{3,}|~{3,})|`+|<!--|\{[ \t]*\/\*/gm;

/** Each beginning is looked at this far, so that a flood of them stays cheap. */
const MAX_COMMENT = 5_000;

/**
 * Comments become space, those of MDX (in braces) and those of HTML, which MDX does not have, but which people write and do not mean
 * for readers. Every line keeps its number and every column its place. Comments in code stay.
 */
export function blankComments(text: string, report: DocReport): string {
  const beginning = new RegExp(BEGINNING);
  const lastHtml = text.lastIndexOf("-->");
  const parts: string[] = [];
  let done = 0;
  for (let match = beginning.exec(text); match !== null; match = beginning.exec(text)) {
    const [begun, fence] = match;
    if (fence !== undefined) beginning.lastIndex = endOfFence(text, beginning.lastIndex, fence);
    else if (begun.startsWith("`")) beginning.lastIndex = endOfCode(text, beginning.lastIndex, begun);
    else if (text[match.index - 1] !== "\\") {
      const end = begun === "<!--" ? endOfHtml(text, beginning.lastIndex, lastHtml) : endOfBraces(text, beginning.lastIndex);
      if (end === null) continue;
      if (begun === "<!--" && !report.full) {
        const message = "`<!-- -->` is no comment in MDX. It is left out.";
        report.add("warning", "TS-DOC-002", pointAt(text, match.index), message, "Write `{/* … */}`.");
      }
      parts.push(text.slice(done, match.index), text.slice(match.index, end).replace(/[^\r\n]/g, " "));
      done = end;
      beginning.lastIndex = end;
    }
  }
  return parts.join("") + text.slice(done);
}

function endOfFence(text: string, from: number, fence: string): number {
  const end = new RegExp(`^[ \\t>]*${fence[0]}{${fence.length},}[ \\t]*$`, "gm");
  end.lastIndex = from;
  return end.test(text) ? end.lastIndex : text.length;
}

function endOfHtml(text: string, from: number, last: number): number | null {
  return from > last ? null : text.indexOf("-->", from) + 3;
}

/** `null`: there is more in the braces than a comment. */
function endOfBraces(text: string, from: number): number | null {
  const end = text.slice(from, from + MAX_COMMENT).indexOf("*/");
  const closing = /\s*\}/y;
  closing.lastIndex = from + end + 2;
  return end >= 0 && closing.test(text) ? closing.lastIndex : null;
}

/** After the same number of backticks in the same paragraph; without them the first ones are only signs. */
function endOfCode(text: string, from: number, ticks: string): number {
  const other = /`+|\n[ \t]*\r?\n/g;
  other.lastIndex = from;
  for (let match = other.exec(text); match?.[0].startsWith("`") === true; match = other.exec(text))
    if (match[0] === ticks) return other.lastIndex;
  return from;
}
