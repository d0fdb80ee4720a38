import { State } from "#components/ui/state.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import type { ProblemView, VerdictState } from "#lib/catalog/views.ts";
import { href } from "#lib/href.ts";

const LEVELS = {
  error: { state: "broken", word: "Error" },
  warning: { state: "at-risk", word: "Warning" },
  note: { state: "unknown", word: "Note" },
} as const satisfies Record<ProblemView["level"], { state: VerdictState; word: string }>;

/** Problems file by file, so that one opens a file once and mends it. */
export function ProblemList({ problems }: { readonly problems: readonly ProblemView[] }) {
  return [...Map.groupBy(problems, ({ file }) => file)].map(([file, group]) => (
    <section key={file} className="problem-file">
      <h3 className="mono">{file}</h3>
      <ul>
        {group.map((problem) => (
          <li key={`${problem.code} ${problem.line} ${problem.column} ${problem.message}`}>
            <Problem problem={problem} />
          </li>
        ))}
      </ul>
    </section>
  ));
}

function Problem({ problem: { code, level, file, line, column, message, hint } }: { readonly problem: ProblemView }) {
  return (
    <>
      <div className="problem-place">
        <State {...LEVELS[level]} />
        <span className="mono xs faint">
          {file}:{line}:{column}
        </span>
        <TextLink className="mono xs" href={href.error(code)}>
          {code}
        </TextLink>
      </div>
      <p>{message}</p>
      {hint === null ? null : <p className="soft small">Hint: {hint}</p>}
    </>
  );
}
