/** An engine's failure in a reader's statement, in words for that reader: what is wrong and where, never a path or a hidden value. */
import { type EngineMessage, readEngineMessage } from "#lib/engine/duckdb/engine-message.ts";
import { Fault } from "#lib/engine/duckdb/fault.ts";

export interface Failed {
  /** The checked text, where it begins in the SQL that was sent, in bytes, and the paths that may be read. */
  readonly text: string;
  readonly offset: number;
  readonly paths: readonly string[];
  readonly isProtected: boolean;
}

/** Told before any row was read: about names and types alone. */
const ABOUT_TEXT = ["Parser", "Syntax", "Binder", "Catalog", "Not implemented", "Parameter Not Resolved"];

const REDACTED: Readonly<Record<string, string>> = {
  Conversion: "A value could not be converted to another type.",
  "Out of Range": "A number is too large or too small for its type.",
  "Invalid Input": "A function was given a value that it cannot work with.",
  "Mismatch Type": "A value is not of the type that is needed.",
  "Invalid type": "A value is not of the type that is needed.",
  "Divide by Zero": "A number was divided by zero.",
};

/** `null`: it is not the reader's fault. */
export function statementFault(error: unknown, failed: Failed): Fault | null {
  if (!(error instanceof Error) || error instanceof Fault) return null;
  const message = readEngineMessage(error.message);
  const { kind, text } = message;
  // What names a file is about the data, not about the statement.
  if (failed.paths.some((path) => text.includes(path)) || /^CSV Error|magic bytes/i.test(text)) return null;
  if (kind === "INTERNAL" || kind === "FATAL") {
    const sentence = "The engine failed on this statement, which should not happen. Write it in another way.";
    return new Fault("statement", `${kind} Error: ${text}`, { sentence, details: [] });
  }
  const aboutText = ABOUT_TEXT.includes(kind);
  const redacted = REDACTED[kind];
  if (!aboutText && redacted === undefined) return null;
  if (failed.isProtected && !aboutText) {
    const sentence = `${redacted} Which one is not told, because a policy protects this data.`;
    return new Fault("statement", `${kind} Error, not told`, { sentence, details: [] });
  }
  const sentence = sentenceOf(message);
  const place = placeOf(failed.text, message.at, failed.offset);
  return new Fault("statement", `${kind} Error: ${text}`, {
    sentence,
    details: place === null ? [] : [{ path: place, message: sentence }],
  });
}

/** The engine's first paragraph in one line. Its guesses at other tables are left out: they name what is not the reader's. */
function sentenceOf({ kind, text }: EngineMessage): string {
  const [first = "", ...rest] = text.split("\n\n")[0]?.split("\n") ?? [];
  const hints = kind === "Catalog" && /^Table /.test(first) ? [] : rest.filter((line) => /^(Candidate|Did you mean)/.test(line));
  const line = [first, ...hints]
    .join(" ")
    .replaceAll(/"?tst_[0-9a-z]+"?\.("?main"?\.)?/g, "")
    .trim();
  const words = line === "" ? "The engine cannot run this" : line[0]?.toUpperCase() + line.slice(1);
  const short = words.length > 400 ? `${words.slice(0, 400)}…` : words;
  return /[.!?…]$/.test(short) ? short : `${short}.`;
}

/** `sql:<line>:<column>`, both from 1; a column counts UTF-16 units. `null`: not in the reader's text. */
function placeOf(text: string, at: number | null, offset: number): string | null {
  if (at === null) return null;
  const bytes = Buffer.from(text);
  const index = at - offset;
  if (index < 0 || index > bytes.length) return null;
  const before = bytes.subarray(0, index).toString();
  const lines = before.split("\n");
  return `sql:${lines.length}:${(lines.at(-1)?.length ?? 0) + 1}`;
}
