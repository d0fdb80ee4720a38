import { visibleText } from "#lib/cli/visible-text.ts";

/** Text of others inside a comment on GitHub: neither Markdown nor HTML, a link or a mention of anybody comes out of it. */

export type MarkdownPlace = "paragraph" | "cell";

/** As it is, as a span of code: nothing in there means anything, and nobody is mentioned. */
export function codeSpan(text: string, place: MarkdownPlace = "paragraph"): string {
  const shown = visibleText(text);
  if (shown.trim() === "") return "(empty)";
  const longest = Math.max(0, ...[...shown.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = "`".repeat(longest + 1);
  const pad = /^[ `]|[ `]$/.test(shown) ? " " : "";
  const span = `${fence}${pad}${shown}${pad}${fence}`;
  // A cell ends at a bar even inside of code. Two backslashes before one would be one backslash and the end.
  return place === "cell" ? span.replace(/\\(?=[\\|])/g, "\\\u200b").replaceAll("|", "\\|") : span;
}

/** The same inside of HTML, where Markdown is not read. */
export const codeHtml = (text: string): string => `<code>${visibleText(text).replace(/[&<>"'`@#:|\\]/g, numbered)}</code>`;

/** A sentence with names in backticks. */
export function sentenceText(sentence: string, place: MarkdownPlace = "paragraph"): string {
  return sentence
    .split("`")
    .map((part, index, parts) => {
      if (index % 2 === 0) return plain(part);
      // Without its second one, a backtick is only a backtick.
      return index === parts.length - 1 ? `&#96;${plain(part)}` : codeSpan(part, place);
    })
    .join("");
}

/** Words outside of code. After `@` and `#` stands a sign of no width, so that they lead to nobody. */
function plain(text: string): string {
  return visibleText(text)
    .replace(/[\\`*_{}[\]<>&|~$^@#]|:(?=\S)/g, numbered)
    .replace(/&#(?:64|35);/g, "$&\u200b");
}

const numbered = (sign: string) => `&#${sign.charCodeAt(0)};`;
