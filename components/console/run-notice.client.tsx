"use client";

import { ProblemFoot } from "#components/console/problem-foot.tsx";
import { offsetOf } from "#components/console/sql-place.ts";
import type { QueryRun, Statement } from "#components/console/use-query-run.client.ts";
import { Icon } from "#components/ui/icon.tsx";
import { formatMilliseconds } from "#lib/format.ts";

interface RunNoticeProps {
  readonly run: QueryRun;
  readonly onGoTo: (offset: number) => void;
}

/** Why there are no rows: in the words of the interface, with the way to the place in the text. */
export function RunNotice({ run, onGoTo }: RunNoticeProps) {
  switch (run.kind) {
    case "refused":
      return <Refused problem={run.problem} statement={run.statement} onGoTo={onGoTo} />;
    case "unreachable":
      return (
        <div className="banner is-broken" role="alert">
          <p>
            <strong>The server cannot be reached.</strong> Nothing of your text is lost: it is kept in this browser. Check the connection
            and run it again.
          </p>
        </div>
      );
    case "stopped":
      return (
        <p className="banner is-unknown" role="status">
          <strong>Stopped</strong> after {formatMilliseconds(run.tookMs)}. The server has ended the query, too.
        </p>
      );
    case "plan":
      return (
        <section className="plan" aria-labelledby="plan-heading">
          <h2 id="plan-heading">How it would be run</h2>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls sideways, so a keyboard must be able to reach it */}
          <pre tabIndex={0}>{run.plan}</pre>
        </section>
      );
    default:
      return null;
  }
}

interface RefusedProps {
  readonly problem: Extract<QueryRun, { kind: "refused" }>["problem"];
  readonly statement: Statement;
  readonly onGoTo: RunNoticeProps["onGoTo"];
}

function Refused({ problem: { code, title, detail, requestId, errors }, statement, onGoTo }: RefusedProps) {
  const places = errors.flatMap(({ path }) => {
    const offset = offsetOf(path, statement.sql);
    return offset === null ? [] : [{ path, offset }];
  });
  return (
    <div className="banner is-broken" role="alert">
      <p>
        <Icon name="broken" size={14} /> <strong>{title}.</strong> {detail}
      </p>
      <ProblemFoot code={code} requestId={requestId}>
        {places.map(({ path, offset }) => (
          <button key={path} type="button" className="link" onClick={() => onGoTo(statement.from + offset)}>
            {statement.from === 0 ? `Go to line ${path.split(":")[1]}, column ${path.split(":")[2]}` : "Go to the place"}
          </button>
        ))}
      </ProblemFoot>
    </div>
  );
}
