/** A rough look at a text, to say where something stands in it. It decides nothing: that is for the engine's parser. */

/** Quotes, comments (block comments nest no deeper than once here), `$1`, words, and every other character by itself. */
const TOKEN =
  /(?<skip>\s+|--[^\n\r]*|\/\*(?:[^*/]|\*(?!\/)|\/(?!\*)|\/\*[\s\S]*?\*\/)*\*\/)|'(?:[^']|'')*'?|"(?:[^"]|"")*"?|(?<parameter>\$\w+(?!\w*\$))|(\$\w*\$)[\s\S]*?\3|(?<word>[\p{L}_][\p{L}\p{N}_]*)|[\s\S]/gu;

export interface Token {
  readonly text: string;
  readonly at: number;
  readonly kind: "word" | "parameter" | "other";
}

export function* tokensOf(text: string): Generator<Token> {
  for (const match of text.matchAll(TOKEN)) {
    const { skip, parameter, word } = match.groups ?? {};
    if (skip !== undefined) continue;
    yield { text: match[0], at: match.index, kind: word !== undefined ? "word" : parameter !== undefined ? "parameter" : "other" };
  }
}

/** The first word, behind comments, brackets and semicolons. */
export function firstWord(text: string): Token | null {
  for (const token of tokensOf(text)) {
    if (token.kind === "word") return token;
    if (token.text !== "(" && token.text !== ";") return null;
  }
  return null;
}

/** The first token of a second statement. */
export function secondStatement(text: string): Token | null {
  let isBehind = false;
  let hasFirst = false;
  for (const token of tokensOf(text)) {
    if (token.text === ";") isBehind = hasFirst;
    else if (isBehind) return token;
    else hasFirst = true;
  }
  return null;
}
