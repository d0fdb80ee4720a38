"use client";

import { useCallback, useEffect, useRef, useState } from "react";
import { postStatement } from "#components/console/ask.ts";
import { listOfLines } from "#components/console/list-of-lines.ts";
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
      // The interface's JSON answer is a page of rows. All of them come as lines, which become one list on the way.
      const asked = format === "json" ? "ndjson" : format;
      const answer = await postStatement(href.api.query(), { sql, format: asked }, own.signal);
      if (!answer.ok) {
        tell({ kind: "refused", problem: readProblem(await answer.json().catch(() => null), answer.status) });
        return;
      }
      const rows = format === "json" ? listOfLines(answer) : answer;
      const file = await collectFile(rows, (bytes) => tell({ kind: "running", format, bytes }));
      const name = (fileNameIn(answer) ?? `query.${asked}`).replace(/\.ndjson$/, `.${format}`);
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
