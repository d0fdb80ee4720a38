"use client";

import { useCallback, useEffect, useRef, useState } from "react";
import { postStatement } from "#components/console/ask.ts";
import { type QueryProblem, readProblem } from "#components/console/query-answer.ts";
import { collectFile, fileNameIn, offerFile } from "#components/ui/save-file.ts";
import { href } from "#lib/href.ts";

export type FileFormat = "csv" | "json" | "ndjson" | "parquet" | "arrow" | "xlsx";

export type FileRun =
  | { readonly kind: "none" }
  | { readonly kind: "running"; readonly format: FileFormat; readonly bytes: number }
  | { readonly kind: "done"; readonly name: string; readonly bytes: number }
  | { readonly kind: "refused"; readonly problem: QueryProblem }
  /** Nothing is kept of a file that did not come whole. */
  | { readonly kind: "broken" }
  | { readonly kind: "stopped" };

/** All rows of a statement as a file: counted while they come, offered when they are whole. */
export function useQueryFile() {
  const [run, setRun] = useState<FileRun>({ kind: "none" });
  const abort = useRef<AbortController | null>(null);
  useEffect(() => () => abort.current?.abort(), []);

  const start = useCallback(async (sql: string, format: FileFormat) => {
    abort.current?.abort();
    const own = new AbortController();
    abort.current = own;
    const tell = (next: FileRun) => {
      if (abort.current === own) setRun(next);
    };
    tell({ kind: "running", format, bytes: 0 });
    try {
      // JSON as a file: the interface's JSON answer is a page, so all rows come as lines.
      const answer = await postStatement(href.api.query(), { sql, format }, own.signal);
      if (!answer.ok) {
        tell({ kind: "refused", problem: readProblem(await answer.json().catch(() => null), answer.status) });
        return;
      }
      const file = await collectFile(answer, (bytes) => tell({ kind: "running", format, bytes }));
      const name = fileNameIn(answer) ?? `query.${format}`;
      if (abort.current !== own) return;
      offerFile(file, name);
      tell({ kind: "done", name, bytes: file.size });
    } catch {
      tell({ kind: own.signal.aborted ? "stopped" : "broken" });
    }
  }, []);

  const stop = useCallback(() => abort.current?.abort(), []);
  return { run, start, stop };
}
