/**
 * The text of `access.rows`: one expression in the dialect of the source, with `${user.country}` where a reader's value belongs. Read so
 * strictly that a value can stand nowhere but where an engine takes a literal; what is not understood opens no row.
 */
import { isLeftToChance } from "#lib/contract/chance.ts";
import { shorten } from "#lib/contract/fields.ts";

export type RowPolicyPart =
  | { readonly kind: "text"; readonly text: string }
  /** `afterIn`: it follows the word IN, so it may be a list. */
  | { readonly kind: "claim"; readonly attribute: string; readonly afterIn: boolean };

export type RowPolicyReading =
  | { readonly kind: "read"; readonly parts: readonly RowPolicyPart[] }
  /** `reason`: a sentence for the author. */
  | {
      readonly kind: "malformed";
      readonly code: "TS-POLICY-001" | "TS-POLICY-003";
      readonly reason: string;
      readonly hint: string | null;
    };

type TokenKind = "space" | "comment" | "string" | "quoted" | "claim" | "word" | "number" | "sign";

interface Token {
  readonly kind: TokenKind;
  readonly text: string;
}

const TOKENS: readonly (readonly [TokenKind, RegExp])[] = [
  ["space", /[ \t\r\n]+/y],
  ["comment", /--[^\r\n]*|\/\*[\s\S]*?\*\//y],
  ["string", /'(?:[^']|'')*'/y],
  ["quoted", /"(?:[^"]|"")*"/y],
  ["claim", /\$\{[^{}]*\}/y],
  ["word", /[\p{L}_][\p{L}\p{N}_]*/uy],
  ["number", /\d[\w.]*/y],
  ["sign", /[()[\],.:<>=!+\-*/%|&^~?@#]/y],
];

const WRITE = `Write \`\${user.country}\` where a value may stand, without quotes around it.`;
const ATTRIBUTE = /^\$\{user\.([A-Za-z_][\w.:/-]{0,99})\}$/;

export function readRowPolicy(text: string): RowPolicyReading {
  const tokens = tokenize(text);
  if (typeof tokens === "string") return malformed(tokens);
  const said = tokens.filter(({ kind }) => kind !== "space" && kind !== "comment");
  if (said.length === 0) return malformed("The row policy says nothing.");
  const fault = faultOf(tokens, said);
  if (fault !== null) return fault;
  const parts: RowPolicyPart[] = [];
  let open = "";
  let before: Token | undefined;
  for (const token of tokens) {
    const attribute = token.kind === "claim" ? ATTRIBUTE.exec(token.text)?.[1] : undefined;
    if (attribute === undefined) open += token.text;
    else {
      if (open !== "") parts.push({ kind: "text", text: open });
      open = "";
      parts.push({ kind: "claim", attribute, afterIn: before?.kind === "word" && before.text.toLowerCase() === "in" });
    }
    if (token.kind !== "space" && token.kind !== "comment") before = token;
  }
  return { kind: "read", parts: open === "" ? parts : [...parts, { kind: "text", text: open }] };
}

/** Names of what the policy asks of a reader, each once. */
export function attributesOf(parts: readonly RowPolicyPart[]): readonly string[] {
  return [...new Set(parts.flatMap((part) => (part.kind === "claim" ? [part.attribute] : [])))];
}

function malformed(reason: string, hint: string | null = null): RowPolicyReading {
  return { kind: "malformed", code: "TS-POLICY-001", reason, hint };
}

/** @returns a sentence when the text is none of SQL's */
function tokenize(text: string): readonly Token[] | string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for.
  if (/[\0-\x08\x0b\x0c\x0e-\x1f\x7f]/.test(text)) return "The row policy holds characters that cannot be seen.";
  const tokens: Token[] = [];
  for (let at = 0; at < text.length; ) {
    const token = tokenAt(text, at);
    if (token === undefined) return unreadable(text.slice(at));
    tokens.push(token);
    at += token.text.length;
  }
  return tokens;
}

function tokenAt(text: string, at: number): Token | undefined {
  for (const [kind, pattern] of TOKENS) {
    pattern.lastIndex = at;
    const found = pattern.exec(text)?.[0];
    // A sign that opens something which never ends is no sign.
    if (found !== undefined) return kind === "sign" && text.startsWith("/*", at) ? undefined : { kind, text: found };
  }
  return undefined;
}

function unreadable(rest: string): string {
  if (rest.startsWith("'")) return "A text in the row policy has no closing quote.";
  if (rest.startsWith('"')) return "A name in the row policy has no closing quote.";
  if (rest.startsWith("/*")) return "A comment in the row policy has no end.";
  if (rest.startsWith("${")) return `'${shorten(rest)}' has no closing brace.`;
  if (rest.startsWith(";")) return "The row policy is one expression, without a semicolon.";
  return `'${[...rest.slice(0, 2)][0]}' has no place in a row policy.`;
}

function faultOf(tokens: readonly Token[], said: readonly Token[]): RowPolicyReading | null {
  for (const [index, token] of tokens.entries()) {
    const inside = token.kind === "string" || token.kind === "quoted" || token.kind === "comment";
    if (inside && token.text.includes("${")) return malformed(`In ${WHERE[token.kind]}, '\${' is text and no reader's value.`, WRITE);
    if (token.kind === "comment" && token.text.indexOf("/*", 1) > 0)
      return malformed("A comment inside a comment is not read the same by every engine.");
    if (token.kind === "string" && /^e$/i.test(tokens[index - 1]?.text ?? ""))
      return malformed("A text with backslash escapes (E'…') is not read the same by every engine.", "Write the characters as they are.");
    const fault = token.kind === "claim" ? claimFault(token, tokens[index - 1], tokens[index + 1]) : null;
    if (fault !== null) return fault;
  }
  for (const [index, { kind }] of said.entries()) {
    const [one, other] = [said[index - 1]?.kind, said[index + 1]?.kind];
    if (kind === "claim" && [one, other].some((near) => near === "string" || near === "quoted" || near === "claim" || near === "number"))
      return malformed("Between a reader's value and a text, a name or another value stands an operator or a comma.", WRITE);
  }
  return bracketFault(said) ?? chanceFault(said);
}

/** A name in front of a bracket is a call, also behind a dot and in quotes. */
function chanceFault(said: readonly Token[]): RowPolicyReading | null {
  for (const [index, { kind, text }] of said.entries()) {
    const name = kind === "word" ? text : kind === "quoted" ? text.slice(1, -1) : "";
    if (said[index + 1]?.text !== "(" || !isLeftToChance(name)) continue;
    const reason = `${name} gives another value each time, so it would be left to chance which rows are shown.`;
    return {
      kind: "malformed",
      code: "TS-POLICY-003",
      reason,
      hint: "Compare columns with each other, with values, or with the reader's.",
    };
  }
  return null;
}

const WHERE = { string: "quotes", quoted: "quotes", comment: "a comment" } as const;

function claimFault({ text }: Token, before: Token | undefined, after: Token | undefined): RowPolicyReading | null {
  if (!ATTRIBUTE.test(text)) {
    const shown = shorten(text);
    const [, name] = /^\$\{\s*([\w-]*)/.exec(text) ?? [];
    if (name === "user" || name === "") return malformed(`'${shown}' names nothing that is known of a reader.`, WRITE);
    return malformed(`'${shown}' asks for '${shorten(name ?? "")}'; only \`user\` is known here.`, WRITE);
  }
  if (before?.kind === "word" || after?.kind === "word") return malformed(`'${shorten(text)}' needs a space before and behind it.`);
  return null;
}

const CLOSES: Readonly<Record<string, string>> = { "(": ")", "[": "]" };

function bracketFault(said: readonly Token[]): RowPolicyReading | null {
  const open: string[] = [];
  for (const { kind, text } of said) {
    if (kind !== "sign") continue;
    const closing = CLOSES[text];
    if (closing !== undefined) open.push(closing);
    else if ((text === ")" || text === "]") && open.pop() !== text) return malformed(`'${text}' in the row policy closes nothing.`);
  }
  return open.length === 0 ? null : malformed(`'${open.at(-1)}' is missing in the row policy.`);
}
