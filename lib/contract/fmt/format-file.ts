import { Buffer } from "node:buffer";
import { type Layout, Unformattable } from "#lib/contract/fmt/layout.ts";
import { type FormChoice, normalize } from "#lib/contract/fmt/normalize.ts";
import { placeComments } from "#lib/contract/fmt/place-comments.ts";
import { printLayout } from "#lib/contract/fmt/print-layout.ts";
import { readLayout } from "#lib/contract/fmt/read-layout.ts";
import { sameMeaning } from "#lib/contract/fmt/same-meaning.ts";
import { CATALOG_FILE } from "#lib/contract/fmt/shape.ts";
import { isOdcs } from "#lib/contract/odcs.ts";
import { MAX_FILE_BYTES, parseFile } from "#lib/contract/parse-file.ts";
import type { Problem } from "#lib/contract/problem.ts";
import { entryOf, type SpecMap } from "#lib/contract/spec.ts";

export interface FormatOptions {
  readonly form: FormChoice;
}

export type Formatting =
  /** `text` is the file as it should be; it may be what it was. */
  | { readonly kind: "formatted"; readonly text: string }
  /** No file of the catalog's own format: an ODCS contract, or another tool's. It stays as it is. */
  | { readonly kind: "foreign" }
  /** It cannot be read, or not be written in another way without a loss. It stays as it is, and the problems say why. */
  | { readonly kind: "refused"; readonly problems: readonly Problem[] };

/** A second run finds little to do, a third none: what is still not at rest then is left alone. */
const MAX_RUNS = 6;

/**
 * One catalog file as text → the same file in the one style of the format. Comments stay with what they are about, formatting the
 * result changes nothing, and the result is read again and compared: what it says is the same. Otherwise the file is refused.
 */
export function formatFile({ file, text }: { readonly file: string; readonly text: string }, { form }: FormatOptions): Formatting {
  const before = parseFile({ file, text }, { manyDocuments: true });
  if (before.problems.some(({ level }) => level === "error")) return { kind: "refused", problems: before.problems };
  if (before.root === null || !isCatalogFile(before.root)) return { kind: "foreign" };
  try {
    const { text: tidy, lost } = settle(text.replace(/^\uFEFF/, "").replaceAll("\r\n", "\n"), form);
    const written = /^[^\n]*\r\n/.test(text) ? tidy.replaceAll("\n", "\r\n") : tidy;
    if (written === text) return { kind: "formatted", text };
    const after = parseFile({ file, text: written });
    if (lost || after.root === null || after.problems.length !== before.problems.length)
      return refused(file, 1, "A comment or a value would not survive.");
    return sameMeaning(before.root, after.root, CATALOG_FILE)
      ? { kind: "formatted", text: written }
      : refused(file, 1, "It would mean something else afterwards.");
  } catch (error) {
    if (error instanceof Unformattable) return refused(file, error.line, error.message);
    throw error;
  }
}

function isCatalogFile(root: SpecMap): boolean {
  return !isOdcs(root) && ["data_catalog", "quality_scores", "monitors"].some((key) => entryOf(root, key) !== undefined);
}

/** Formats until nothing changes any more. `lost`: the comments are not the same as before. */
function settle(source: string, form: FormChoice): { readonly text: string; readonly lost: boolean } {
  const first = readLayout(source);
  const comments = sortedComments(first);
  let text = formatLayout(first, form);
  for (let run = 1; run < MAX_RUNS; run += 1) {
    const layout = readLayout(text);
    const lost = sortedComments(layout) !== comments;
    const next = formatLayout(layout, form);
    if (next === text || lost) return { text, lost };
    text = next;
  }
  throw new Unformattable(1, "It does not come to rest.");
}

function formatLayout(layout: Layout, form: FormChoice): string {
  normalize(layout.root, CATALOG_FILE, form);
  placeComments(layout.root);
  const text = printLayout(layout);
  if (Buffer.byteLength(text) > MAX_FILE_BYTES) throw new Unformattable(1, "Formatted, it would be larger than 1 MiB.");
  return text;
}

function sortedComments({ comments }: Layout): string {
  return comments.toSorted().join("\n");
}

function refused(file: string, line: number, message: string): Formatting {
  const position = { file, line, column: 1 };
  const hint = "The file stays as it is. Write this place in a plainer way.";
  return {
    kind: "refused",
    problems: [{ code: "TS-FMT-001", level: "warning", position, message: `Left as it is: ${message}`, hint, dataset: null }],
  };
}
