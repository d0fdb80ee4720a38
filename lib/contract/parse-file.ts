import { Buffer } from "node:buffer";
import { LineCounter, parseDocument } from "yaml";
import type { Position } from "#lib/contract/contract.ts";
import type { Problem } from "#lib/contract/problem.ts";
import { ProblemLog } from "#lib/contract/problem-log.ts";
import { isNull, kindOf, type Spec, type SpecMap } from "#lib/contract/spec.ts";
import { specFromYaml } from "#lib/contract/spec-from-yaml.ts";
import { indentContinuations } from "#lib/contract/yaml-continuation.ts";
import { findFlood } from "#lib/contract/yaml-flood.ts";

/** 1 MiB of UTF-8. */
export const MAX_FILE_BYTES = 1024 * 1024;
/** A file with many YAML errors has one cause; the first few tell it. */
const MAX_YAML_ERRORS = 10;

/** One of them stands in each file that a catalog takes anything from. */
const CATALOG_WORDS = /data_catalog|quality_scores|monitors|DataContract/;

export interface ParsedFile {
  readonly file: string;
  /** The file's root; `null` when it is empty or broken (then an error says why). */
  readonly root: SpecMap | null;
  readonly problems: readonly Problem[];
}

export interface ParseOptions {
  /** Whether a file in which no word of a catalog stands may hold several documents, as those of other tools do: the first is read. */
  readonly manyDocuments?: boolean;
}

/** Text → tree with positions, or problems. A file with a YAML error says nothing at all: guessing the rest would be a promise. */
export function parseFile(
  { file, text }: { readonly file: string; readonly text: string },
  { manyDocuments = false }: ParseOptions = {},
): ParsedFile {
  const problems: Problem[] = [];
  const log = new ProblemLog(problems);
  const start: Position = { file, line: 1, column: 1 };
  const done = (root: SpecMap | null): ParsedFile => ({ file, root, problems });

  if (text.length > MAX_FILE_BYTES || Buffer.byteLength(text) > MAX_FILE_BYTES) {
    log.error("TS-FILE-002", start, "The file is larger than 1 MiB.", "Split it: every *.yaml file of the catalog folder is read.");
    return done(null);
  }
  const flood = findFlood(text);
  if (flood === "brackets")
    log.error("TS-YAML-003", start, "The file has more brackets than any catalog needs.", "Write lists and maps on lines of their own.");
  if (flood === "anchors")
    log.error("TS-YAML-002", start, "The file has too many anchors and aliases.", "Write the parts out, or use fewer aliases.");
  if (flood !== null) return done(null);
  const root = readSpec(file, text, manyDocuments, log);
  if (root === null) return done(null);
  if (root.kind !== "map") {
    if (isNull(root)) return done(null);
    log.error("TS-SPEC-002", root.at, `A catalog file holds a map of sections, not ${kindOf(root)}.`, "Begin with `data_catalog:`.");
    return done(null);
  }
  return done(root);
}

/** `null` for an empty file, and after an error. */
function readSpec(file: string, text: string, manyDocuments: boolean, log: ProblemLog): Spec | null {
  const { document, lines } = readYaml(text);
  const at = (offset: number): Position => {
    const { line, col } = lines.linePos(offset);
    return { file, line: Math.max(1, line), column: Math.max(1, col) };
  };
  // In a file of another tool, for example a template, one error says enough.
  const isOther = !CATALOG_WORDS.test(text);
  for (const error of document.errors.slice(0, isOther ? 1 : MAX_YAML_ERRORS)) {
    if (isOther && manyDocuments && error.code === "MULTIPLE_DOCS") continue;
    const place = at(error.pos[0]);
    if (error.code === "RESOURCE_EXHAUSTION")
      log.error("TS-YAML-003", place, "The file is nested too deeply to be read.", "Use at most 60 levels.");
    else if (error.code === "MULTIPLE_DOCS") log.error("TS-YAML-001", place, "The file holds several YAML documents.", ONE_DOCUMENT);
    else log.error("TS-YAML-001", place, `Not valid YAML: ${sentence(error.message)}`, hintOf(error.code));
  }
  return log.failed || document.contents === null ? null : specFromYaml(document, text, at, log);
}

/** Texts in double quotes that other tools wrote further out than YAML allows are taken as those tools take them. */
function readYaml(text: string): ReadYaml {
  const read = readStrictly(text);
  const unclosed = read.document.errors.filter(({ code, message }) => code === "MISSING_CHAR" && message.startsWith("Missing closing"));
  const offsets = unclosed.map(({ pos }) => pos[0]);
  const mended = indentContinuations(text, offsets);
  return mended === null ? read : readStrictly(mended);
}

interface ReadYaml {
  readonly document: ReturnType<typeof parseDocument>;
  readonly lines: LineCounter;
}

function readStrictly(text: string): ReadYaml {
  const lines = new LineCounter();
  // `failsafe` leaves every scalar as text; duplicate keys are found in specFromYaml, in linear time.
  const document = parseDocument(text, {
    lineCounter: lines,
    schema: "failsafe",
    resolveKnownTags: false,
    uniqueKeys: false,
    prettyErrors: false,
    // `silent` would also drop the error for a second document.
    logLevel: "error",
  });
  return { document, lines };
}

function sentence(message: string): string {
  const line = (message.split("\n")[0] ?? "").slice(0, 200).toWellFormed();
  return /[.!?]$/.test(line) ? line : `${line}.`;
}

const ONE_DOCUMENT = "Write one document per file: split it at the `---` line.";

function hintOf(code: string): string | null {
  if (code === "TAB_AS_INDENT") return "Indent with spaces.";
  if (code === "BLOCK_AS_IMPLICIT_KEY") return "Put text that holds `: ` in quotes.";
  return null;
}
