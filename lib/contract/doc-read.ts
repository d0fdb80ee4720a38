import type { Root } from "hast";
import { blankComments } from "#lib/contract/doc-comments.ts";
import { isTimeout, withDeadline } from "#lib/contract/doc-deadline.ts";
import { findFault } from "#lib/contract/doc-fault.ts";
import { findFlood } from "#lib/contract/doc-flood.ts";
import { parseMarkdown, TooWide } from "#lib/contract/doc-markdown.ts";
import { type DocReport, pointAt } from "#lib/contract/doc-report.ts";
import { standIn, standInAll, standInCertain } from "#lib/contract/doc-stand-in.ts";

/** Characters that are parsed again, at most, to get past broken syntax one sign after the other. */
const MAX_REREAD = 100_000;
const MAX_REPAIRS = 12;

/**
 * The hast of a document, nothing checked yet. Where the syntax of MDX is broken, the sign at fault becomes plain text and the rest
 * is read all the same. `null` after an error: the document is too large in one way or another, or takes too long.
 */
export function readMarkdown(source: string, report: DocReport): Root | null {
  const flood = findFlood(source);
  if (flood !== null) {
    report.add("error", "TS-DOC-002", { line: flood.line, column: 1 }, flood.message, flood.hint);
    return null;
  }
  try {
    return withDeadline(deadlineOf(source), () => repairAndParse(source, report));
  } catch (error) {
    if (isTimeout(error)) {
      report.add(
        "error",
        "TS-DOC-002",
        undefined,
        "The document takes too long to read.",
        "Make its paragraphs, lists and tables shorter.",
      );
      return null;
    }
    if (error instanceof TooWide) {
      report.add("error", "TS-DOC-002", { line: error.line, column: 1 }, "The tables have too many cells.", "Data belongs in a dataset.");
      return null;
    }
    // The parser recurses; nothing else in it ends so.
    if (error instanceof RangeError) {
      report.add("error", "TS-DOC-002", undefined, "The document is nested too deeply.", null);
      return null;
    }
    throw error;
  }
}

/** A multiple of what an honest text of that length takes on a busy machine, in milliseconds. */
function deadlineOf(text: string): number {
  return 2000 + Math.ceil(text.length / 64);
}

function repairAndParse(source: string, report: DocReport): Root {
  let text = standInCertain(blankComments(source, report));
  let reread = 0;
  for (let repairs = 0; ; repairs += 1) {
    try {
      return parseMarkdown(text);
    } catch (error) {
      const fault = findFault(error, text);
      if (fault === null) throw error;
      report.add("error", "TS-DOC-002", pointAt(source, fault.offset), fault.message, fault.hint);
      reread += text.length;
      if (repairs < MAX_REPAIRS && reread <= MAX_REREAD) text = standIn(text, fault.offset);
      else {
        report.add("error", "TS-DOC-002", undefined, "Too many tags are broken, so none is read.", "Mend the first ones.");
        text = standInAll(text);
      }
    }
  }
}
