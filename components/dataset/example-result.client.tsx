"use client";

import { useEffect } from "react";
import { ProblemFoot } from "#components/console/problem-foot.tsx";
import type { QueryProblem } from "#components/console/query-answer.ts";
import { type QueryRun, useQueryRun } from "#components/console/use-query-run.client.ts";
import { ResultTable } from "#components/dataset/result-table.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import { formatMilliseconds, formatPlural } from "#lib/format.ts";
import { href } from "#lib/href.ts";

/** Enough to see what it answers. */
const ROWS = 20;

export interface ExampleResultProps {
  readonly name: string;
  readonly sql: string;
}

const nothing = () => {};

/** Runs a statement as soon as it is on the page, and shows its first rows. */
export function ExampleResult({ name, sql }: ExampleResultProps) {
  const { run, start, stop } = useQueryRun(nothing);
  useEffect(() => {
    start({ sql, from: 0 }, { limit: ROWS });
  }, [start, sql]);
  return (
    <div className="example-result">
      <p className="result-facts" role="status">
        <Facts run={run} sql={sql} />
      </p>
      {run.kind === "none" || run.kind === "running" ? (
        <button type="button" className="link" aria-label={`Stop: ${name}`} onClick={stop}>
          Stop
        </button>
      ) : null}
      {run.kind === "refused" ? <Refused problem={run.problem} /> : null}
      {run.kind === "rows" && run.result.rows.length > 0 ? <ResultTable result={run.result} label={`Rows of ${name}`} /> : null}
    </div>
  );
}

function Facts({ run, sql }: { readonly run: QueryRun; readonly sql: string }) {
  switch (run.kind) {
    case "rows": {
      const { rows, truncated, elapsedMs } = run.result;
      return (
        <>
          <strong>{truncated ? `First ${formatPlural(rows.length, "row")}` : formatPlural(rows.length, "row")}</strong>
          <span>{formatMilliseconds(elapsedMs)}</span>
          {truncated ? <TextLink href={href.console(sql)}>Open in console for more</TextLink> : null}
        </>
      );
    }
    case "none":
    case "running":
      return <span>Running…</span>;
    case "stopped":
      return <span>Stopped. The server has ended the query, too.</span>;
    case "unreachable":
      return <span>The server cannot be reached. Check the connection and run it again.</span>;
    default:
      return null;
  }
}

function Refused({ problem: { code, title, detail, requestId } }: { readonly problem: QueryProblem }) {
  return (
    <div className="banner is-broken" role="alert">
      <p>
        <strong>{title}.</strong> {detail}
      </p>
      <ProblemFoot code={code} requestId={requestId} />
    </div>
  );
}
