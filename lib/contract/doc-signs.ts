import type { Text } from "hast";
import { type DocReport, pointAt } from "#lib/contract/doc-report.ts";
import { findBreaks, findSigns, hasBreak, hasSign } from "#lib/contract/doc-stand-in.ts";

/** Says where a text that is no code holds a `<` that MDX would stumble over. `source` is the whole document as written. */
export function reportSigns({ value, position }: Text, source: string, report: DocReport): void {
  if (report.full || !(hasSign(value) || hasBreak(value))) return;
  const start = position?.start.offset ?? 0;
  const written = source.slice(start, position?.end.offset ?? start);
  for (const offset of findSigns(written)) {
    if (report.full) return;
    const word = /^<\S{0,20}/.exec(written.slice(offset))?.[0] ?? "<";
    const message = `\`${word.replaceAll("`", "'")}\` looks like a tag but is none.`;
    const hint = "Write `&lt;` for the sign, leave a space after it, or put the text between backticks.";
    report.add("error", "TS-DOC-002", pointAt(source, start + offset), message, hint);
  }
  for (const offset of findBreaks(written)) {
    if (report.full) return;
    report.add("warning", "TS-DOC-002", pointAt(source, start + offset), "`<br>` is not closed, as MDX asks for.", "Write `<br />`.");
  }
}
