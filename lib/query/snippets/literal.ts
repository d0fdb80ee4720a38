/** Any text as a literal of a language: whatever it holds, the program has exactly that text again. */

/** One word of a POSIX shell. It cannot hold a null character. */
export function shellWord(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

/** In three quotes where it has several lines, so that it can be read. */
export function pythonText(text: string): string {
  const escaped = escapeControls(text.replaceAll("\\", "\\\\"), (code) => `\\u${hex(code, 4)}`);
  if (!text.includes("\n")) return `"${escaped.replaceAll('"', '\\"')}"`;
  return `"""${escaped.replace(/"(?="|$)/g, '\\"')}"""`;
}

/** A template where it has several lines, else a string. */
export function javascriptText(text: string): string {
  if (!text.includes("\n")) return JSON.stringify(text);
  const escaped = escapeControls(text.replaceAll("\\", "\\\\"), (code) => `\\u${hex(code, 4)}`);
  return `\`${escaped.replaceAll("`", "\\`").replaceAll("${", "\\${")}\``;
}

/** Beyond ASCII it is escaped, because R reads a script in the encoding of the machine. R has no null character in texts. */
export function rText(text: string): string {
  const escaped = escapeControls(text.replaceAll("\0", "\uFFFD").replace(/[\\"]/g, "\\$&"), (code) => `\\u{${hex(code, 1)}}`);
  return `"${escaped.replace(/[^\0-\x7f]/gu, (character) => `\\U{${hex(character.codePointAt(0) ?? 0, 1)}}`)}"`;
}

/** Control characters but the line feed and the tab; line ends of other systems would be changed by the languages. */
function escapeControls(text: string, write: (code: number) => string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  return text.replace(/[\0-\x08\x0b-\x1f\x7f]/g, (character) => write(character.charCodeAt(0)));
}

const hex = (code: number, digits: number) => code.toString(16).padStart(digits, "0");
