import { findGitCommit } from "#lib/catalog/git-commit.ts";
import type { PublishReport } from "#lib/catalog/publish.ts";
import { isAppError } from "#lib/errors.ts";
import { formatPlural } from "#lib/format.ts";
import type { Services } from "#lib/server/services.ts";

export type IngestReport = PublishReport | { readonly outcome: "skipped"; readonly reason: string };

/** Publishes the catalog folder, unless the catalog is published by `touchstone push`. */
export async function ingestFolder({ env, store, publisher }: Pick<Services, "env" | "store" | "publisher">): Promise<IngestReport> {
  const state = await store.state();
  if (state.publisher === "push") {
    return {
      outcome: "skipped",
      reason: "This catalog is published by push; the folder is not read. Start with --adopt-folder to go back to the folder.",
    };
  }
  const git = await findGitCommit(env.catalogDir);
  try {
    return await publisher.folder({ dir: env.catalogDir, commit: git?.commit ?? null, author: git?.author ?? null });
  } catch (error) {
    // A folder that needs too much takes down nothing that was published before.
    if (state.revision === 0 || !isAppError(error, "TS-PUSH-004")) throw error;
    return { outcome: "skipped", reason: error.message };
  }
}

/** The outcome in lines for a terminal: a summary, then each problem with its place and hint. Notes are only counted. */
export function ingestLines(report: IngestReport): string[] {
  if (report.outcome === "skipped") return [report.reason];
  const { counts, problems } = report;
  const total = counts.added + counts.changed + counts.unchanged + counts.kept;
  const parts = [`${formatPlural(total, "dataset")} from ${formatPlural(counts.files, "file")}`];
  for (const [count, word] of [
    [counts.added, "added"],
    [counts.changed, "changed"],
    [counts.removed, "removed"],
    [counts.kept, "kept from before, because their file is broken"],
  ] as const) {
    if (count > 0) parts.push(`${count} ${word}`);
  }
  for (const [count, word] of [
    [counts.errors, "error"],
    [counts.warnings, "warning"],
    [counts.notes, "note"],
  ] as const) {
    if (count > 0) parts.push(`${count} ${word}${count === 1 ? "" : "s"}`);
  }
  const lines = problems
    .filter(({ level }) => level !== "note")
    .slice(0, 50)
    .map(
      ({ level, code, position, message, hint }) =>
        `  ${position.file}:${position.line}:${position.column}  ${level} ${code}  ${message}${hint === null ? "" : ` (${hint})`}`,
    );
  return [parts.join(", "), ...lines];
}
