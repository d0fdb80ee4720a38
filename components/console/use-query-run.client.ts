"use client";

import { useCallback, useEffect, useRef, useState } from "react";
import { type AskOptions, ask, type Outcome } from "#components/console/ask.ts";

/** What was sent. `from`: where it begins in the editor's text, for places of errors. */
export interface Statement {
  readonly sql: string;
  readonly from: number;
}

export type QueryRun =
  | { readonly kind: "none" }
  | { readonly kind: "running"; readonly statement: Statement; readonly since: number }
  | ({ readonly statement: Statement; readonly tookMs: number } & Outcome);

export interface QueryRunner {
  readonly run: QueryRun;
  readonly start: (statement: Statement, options?: AskOptions) => void;
  /** `false`: nothing was running. */
  readonly stop: () => boolean;
}

/** One question at a time: a new one stops the one before. Leaving the page stops it, too. */
export function useQueryRun(onEnd: (statement: Statement, outcome: Outcome, tookMs: number) => void): QueryRunner {
  const [run, setRun] = useState<QueryRun>({ kind: "none" });
  const abort = useRef<AbortController | null>(null);
  const end = useRef(onEnd);
  end.current = onEnd;

  useEffect(() => () => abort.current?.abort(), []);

  const start = useCallback(async (statement: Statement, options: AskOptions = {}) => {
    abort.current?.abort();
    const own = new AbortController();
    abort.current = own;
    const since = performance.now();
    setRun({ kind: "running", statement, since });
    const outcome = await ask(statement.sql, own.signal, options);
    if (abort.current !== own) return;
    abort.current = null;
    const tookMs = performance.now() - since;
    setRun({ statement, tookMs, ...outcome });
    end.current(statement, outcome, tookMs);
  }, []);

  const stop = useCallback(() => {
    const isRunning = abort.current !== null;
    abort.current?.abort();
    return isRunning;
  }, []);

  return { run, start, stop };
}
