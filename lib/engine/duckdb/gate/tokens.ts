/**
 * A look at a text's tokens, to say where something stands in it, and to refuse what would keep the parser busy. It lets nothing pass:
 * that is for the engine's parser. One pass, whose time grows with the text and not faster.
 */
export interface Token {
  readonly text: string;
  readonly at: number;
  readonly kind: "word" | "parameter" | "operator" | "other";
}

const BLANK = /\s+|--[^\n\r]*/y;
const WORD = /[\p{L}_][\p{L}\p{N}_]*/uy;
const DOLLAR_QUOTE = /\$(?:[A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*)?\$/y;
const PARAMETER = /\$\w+/y;
const OPERATOR = /(?:(?!--|\/\*)[-+*/<>=~!@#%^&|`?])+/y;

export function* tokensOf(text: string): Generator<Token> {
  const match = (pattern: RegExp, at: number): string | null => {
    pattern.lastIndex = at;
    return pattern.exec(text)?.[0] ?? null;
  };
  let at = 0;
  while (at < text.length) {
    const character = text[at] ?? "";
    const blank = match(BLANK, at);
    if (blank !== null) {
      at += blank.length;
      continue;
    }
    if (text.startsWith("/*", at)) {
      at = behindComment(text, at);
      continue;
    }
    const quote = character === "$" ? match(DOLLAR_QUOTE, at) : character === "'" || character === '"' ? character : null;
    if (quote !== null) {
      const end = behind(text, quote, at + quote.length);
      yield { text: text.slice(at, end), at, kind: "other" };
      at = end;
      continue;
    }
    const [kind, found] = firstOf([
      ["word", match(WORD, at)],
      ["parameter", match(PARAMETER, at)],
      ["operator", match(OPERATOR, at)],
    ]) ?? ["other", String.fromCodePoint(text.codePointAt(at) ?? 0)];
    if (kind === "word" && /^e$/i.test(found) && text[at + 1] === "'") {
      const end = behindEscapes(text, at + 2);
      yield { text: text.slice(at, end), at, kind: "other" };
      at = end;
      continue;
    }
    yield { text: found, at, kind };
    at += found.length;
  }
}

function firstOf(found: readonly (readonly [Token["kind"], string | null])[]): readonly [Token["kind"], string] | null {
  for (const [kind, text] of found) if (text !== null) return [kind, text];
  return null;
}

/** What is opened and not closed reaches to the end. */
function behind(text: string, quote: string, from: number): number {
  const end = text.indexOf(quote, from);
  return end === -1 ? text.length : end + quote.length;
}

/** Comments nest. */
function behindComment(text: string, from: number): number {
  const edges = /\/\*|\*\//g;
  edges.lastIndex = from;
  let depth = 0;
  for (let edge = edges.exec(text); edge !== null; edge = edges.exec(text)) {
    depth += edge[0] === "/*" ? 1 : -1;
    if (depth === 0) return edges.lastIndex;
  }
  return text.length;
}

/** `E'…'`, where a backslash takes the next character as it is. */
function behindEscapes(text: string, from: number): number {
  for (let at = from; at < text.length; at += 1) {
    if (text[at] === "\\") at += 1;
    else if (text[at] === "'") return at + 1;
  }
  return text.length;
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
