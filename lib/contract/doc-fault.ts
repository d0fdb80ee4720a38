/** Where the syntax of MDX is broken, and what to say about it. */
export interface SyntaxFault {
  /** Of the `<` or `{` that is at fault. */
  readonly offset: number;
  readonly message: string;
  readonly hint: string;
}

/** Finds the sign that a parser's message is about; `null`: it is no message about syntax, or names no place. */
export function findFault(error: unknown, text: string): SyntaxFault | null {
  if (!(error instanceof Error)) return null;
  const rule: unknown = Reflect.get(error, "ruleId");
  const reason: unknown = Reflect.get(error, "reason");
  if (typeof rule !== "string" || typeof reason !== "string") return null;
  const end = offsetOf(Reflect.get(error, "place")) ?? text.length;
  if (Reflect.get(error, "source") === "micromark-extension-mdx-expression") return braceFault(text, end);
  if (rule === "unexpected-closing-slash") return closeFault(lastTag(text, end) ?? 0, tagAt(text, lastTag(text, end) ?? 0));
  return rule === "end-tag-mismatch" ? pairFault(text, reason, end) : tagFault(text, end);
}

function offsetOf(place: unknown): number | null {
  if (typeof place !== "object" || place === null) return null;
  const offset: unknown = Reflect.get(place, "offset");
  return typeof offset === "number" ? offset : offsetOf(Reflect.get(place, "start"));
}

/** The innermost `{` before `end` that nothing closes. */
function braceFault(text: string, end: number): SyntaxFault | null {
  let open = 0;
  let offset = end - 1;
  for (; offset >= 0; offset -= 1) {
    if (text[offset] === "}") open += 1;
    else if (text[offset] === "{" && text[offset - 1] !== "\\") {
      if (open === 0) break;
      open -= 1;
    }
  }
  if (offset < 0) offset = text.lastIndexOf("{", end);
  if (offset < 0) return null;
  return {
    offset,

    message: "The brace `{` is never closed.",
    hint: "Write `\\{` for the sign, or put the text between backticks.",
  };
}

/** A tag that is not closed, or is closed where it cannot be. */
function pairFault(text: string, reason: string, end: number): SyntaxFault | null {
  const [, openLine, openColumn] = /\((\d+):(\d+)/.exec(reason) ?? [];
  const opened = openLine === undefined ? null : offsetAt(text, Number(openLine), Number(openColumn));
  const closing = /^Unexpected closing tag `<\/([^>`]*)>`/.exec(reason)?.[1];
  // `<a>x</b>`: the `<a>` is at fault when a `<b>` waits for this closing tag, else the closing tag itself.
  const stray = closing !== undefined && !text.slice(0, opened ?? 0).includes(`<${closing}`);
  const offset = stray || opened === null || text[opened] !== "<" ? lastTag(text, end) : opened;
  if (offset === null) return null;
  const tag = tagAt(text, offset);
  if (tag.startsWith("</"))
    return {
      offset,

      message: `The tag \`${tag}\` closes nothing that is open here.`,
      hint: "Remove it, or open it before.",
    };
  const name = /^<([\w.:-]*)/.exec(tag)?.[1] ?? "";
  const hint = /^(?:hr|img|wbr|input|col)$/i.test(name)
    ? `Write \`<${name} … />\`.`
    : `Write \`</${name}>\` in the same paragraph; or put both tags on lines of their own.`;
  return { offset, message: `The tag \`${tag}\` is not closed where it can be.`, hint };
}

function closeFault(offset: number, tag: string): SyntaxFault {
  const message = `The tag \`${tag}\` closes nothing that is open here.`;
  return { offset, message, hint: "Remove it, or open it in the same paragraph or list." };
}

/** A `<` with something after it that makes no tag. */
function tagFault(text: string, end: number): SyntaxFault | null {
  const offset = text[end] === "<" && text[end + 1] === "/" ? end : lastTag(text, end - 1);
  if (offset === null) return null;
  const next = text.slice(offset + 1, offset + 20);
  if (next.startsWith("!--")) return { offset, message: "`<!--` begins no comment in MDX.", hint: "Write `{/* … */}`." };
  const shown = tagAt(text, offset);
  if (/^(?:https?:|mailto:|[\w.+-]+@)/i.test(next))
    return {
      offset,

      message: `\`${shown}\` is no link in MDX.`,
      hint: "Write the address without `<` and `>`, or as `[text](address)`.",
    };
  if (/^\/?[A-Za-z]/.test(next)) return { offset, message: `The tag \`${shown}\` is not complete.`, hint: TAG_HINT };
  return { offset, message: `\`${shown}\` looks like a tag but is none.`, hint: SIGN_HINT };
}

const SIGN_HINT = "Write `&lt;` for the sign, leave a space after it, or put the text between backticks.";
const TAG_HINT = 'Write attributes as `name="value"`, and `&lt;` for a sign that begins no tag.';

function lastTag(text: string, from: number): number | null {
  const offset = from < 0 ? -1 : text.lastIndexOf("<", from);
  return offset < 0 ? null : offset;
}

/** The tag, or the first word, that begins at an offset; short enough to be shown. */
function tagAt(text: string, offset: number): string {
  const line = text.slice(offset, offset + 60).split(/[\r\n]/, 1)[0] ?? "";
  const tag = /^<[^<>]*>/.exec(line)?.[0] ?? /^<[^\s<>]{0,20}/.exec(line)?.[0] ?? "<";
  return tag.replaceAll("`", "'");
}

/** `line` and `column` count from 1; lines end as in Markdown. */
function offsetAt(text: string, line: number, column: number): number {
  const ends = /\r\n|\r|\n/g;
  for (let current = 1; current < line; current += 1) if (ends.exec(text) === null) return text.length;
  return ends.lastIndex + column - 1;
}
