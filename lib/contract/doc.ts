import type { Doc } from "#lib/contract/contract.ts";
import { textOf } from "#lib/contract/doc-node.ts";
import { readMarkdown } from "#lib/contract/doc-read.ts";
import { type DocMention, DocReport } from "#lib/contract/doc-report.ts";
import { clearStandIns } from "#lib/contract/doc-stand-in.ts";
import { TreeBuilder } from "#lib/contract/doc-tree.ts";
import type { Problem } from "#lib/contract/problem.ts";

/** UTF-16 code units: far above what people read, far below what takes long. */
const MAX_LENGTH = 256 * 1024;
const MAX_SEARCH_TEXT = 20_000;

export interface ParsedDoc {
  readonly doc: Doc | null;
  readonly problems: readonly Problem[];
  /** Datasets, columns, terms and metrics that the document names with a component; whether they exist is not known here. */
  readonly mentions: readonly DocMention[];
}

/**
 * Text of an `.mdx` or `.md` file → a tree that is safe to render, and its problems. Nothing in it is ever run. What is not allowed
 * is left out and said; the rest stays. `doc` is `null` only when the document cannot be read at all, and then an error says why.
 * @param file relative to the catalog folder; only for positions.
 */
export function parseDoc(file: string, text: string): ParsedDoc {
  const report = new DocReport(file);
  if (text.length > MAX_LENGTH) {
    report.add("error", "TS-DOC-002", undefined, "The document is longer than 256 KiB.", "Split it, or move data out of it.");
    return { doc: null, problems: report.list(), mentions: report.mentions };
  }
  const source = clearStandIns(blankFrontmatter(text.toWellFormed().replace(/^\uFEFF/, ""), report));
  const hast = readMarkdown(source, report);
  if (hast === null) return { doc: null, problems: report.list(), mentions: report.mentions };
  const children = new TreeBuilder(source, report).build(hast);
  // One text serves the search of all readers, and what is named here may be a dataset that some must not know of.
  const doc = { file, tree: { type: "root", children }, text: textOf(children, { names: false }).slice(0, MAX_SEARCH_TEXT) };
  return { doc, problems: report.list(), mentions: report.mentions };
}

/** Empties a `---` block at the beginning, which other tools read and Markdown would show. Lines keep their numbers. */
function blankFrontmatter(text: string, report: DocReport): string {
  const block = /^---[ \t]*\r?\n(?:[A-Za-z_][\w.-]*:[^\r\n]*\r?\n|[ \t#-][^\r\n]*\r?\n|\r?\n)*?---[ \t]*(?=\r?\n|$)/.exec(text)?.[0];
  if (block === undefined) return text;
  report.add(
    "note",
    "TS-DOC-002",
    undefined,
    "The block between `---` lines at the beginning is not shown.",
    "Say it in the catalog file.",
  );
  return block.replace(/[^\r\n]/g, "") + text.slice(block.length);
}
