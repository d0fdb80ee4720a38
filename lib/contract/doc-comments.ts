import { type DocReport, pointAt } from "#lib/contract/doc-report.ts";

/** The beginning of a block of code, of code in a line, or of a comment. */
const BEGINNING = /^[ \t>]*(?:(?:[-+*]|\d{1,9}[.)])[ \t]+)?(`{3,}|~{3,})|`+|<!--/gm;

/**
 * Comments of HTML become space: MDX has no such comments, but people write them, and they are not meant for readers. Every line
 * keeps its number and every column its place. Those in code stay.
 */
export function blankComments(text: string, report: DocReport): string {
  const beginning = new RegExp(BEGINNING);
  const parts: string[] = [];
  let done = 0;
  for (let match = beginning.exec(text); match !== null; match = beginning.exec(text)) {
    const [begun, fence] = match;
    if (fence !== undefined) beginning.lastIndex = endOfFence(text, beginning.lastIndex, fence);
    else if (begun.startsWith("`")) beginning.lastIndex = endOfCode(text, beginning.lastIndex, begun);
    else if (text[match.index - 1] !== "\\") {
      const end = text.indexOf("-->", match.index + 4);
      if (end < 0) break;
      const message = "`<!-- -->` is no comment in MDX. It is left out.";
      if (!report.full) report.add("warning", "TS-DOC-002", pointAt(text, match.index), message, "Write `{/* … */}`.");
      parts.push(text.slice(done, match.index), text.slice(match.index, end + 3).replace(/[^\r\n]/g, " "));
      done = end + 3;
      beginning.lastIndex = done;
    }
  }
  return parts.join("") + text.slice(done);
}

function endOfFence(text: string, from: number, fence: string): number {
  const end = new RegExp(`^[ \\t>]*${fence[0]}{${fence.length},}[ \\t]*$`, "gm");
  end.lastIndex = from;
  return end.test(text) ? end.lastIndex : text.length;
}

/** After the same number of backticks in the same paragraph; without them the first ones are only signs. */
function endOfCode(text: string, from: number, ticks: string): number {
  const other = /`+|\n[ \t]*\r?\n/g;
  other.lastIndex = from;
  for (let match = other.exec(text); match?.[0].startsWith("`") === true; match = other.exec(text))
    if (match[0] === ticks) return other.lastIndex;
  return from;
}
