import { promiseKindWord, promiseRank, promiseWords } from "#components/dataset/promise-words.ts";
import { Section } from "#components/dataset/section.tsx";
import { sectionId } from "#components/dataset/sections.ts";
import { State } from "#components/ui/state.tsx";
import { When } from "#components/ui/when.tsx";
import type { DatasetView, PromiseView, ReportedQuality } from "#lib/catalog/views.ts";
import { formatPlural, formatScore } from "#lib/format.ts";

/** So many rows are read at a glance; the others open on demand. */
const AT_A_GLANCE = 12;
/** Fewer than this are not worth a click. */
const WORTH_HIDING = 4;

/** What the owner promises, beside what was seen. What nobody measured is said in words. */
export function PromisesSection({ id, dataset, now }: { readonly id: string; readonly dataset: DatasetView; readonly now: Date }) {
  const promises = [...dataset.promises].sort((a, b) => promiseRank(a.kind) - promiseRank(b.kind));
  if (promises.length === 0) {
    return <Section id={id} title="Promised and observed" sub="Its contract promises nothing that could be checked." />;
  }
  const shown = promises.length < AT_A_GLANCE + WORTH_HIDING ? promises.length : AT_A_GLANCE;
  const rest = promises.slice(shown);
  return (
    <Section id={id} title="Promised and observed" sub="What the owner promises, beside what was measured.">
      <PromiseTable promises={promises.slice(0, shown)} dataset={dataset} now={now} caption="Promises and observations" />
      {rest.length === 0 ? null : (
        <details className="more">
          <summary>{formatPlural(rest.length, "more promise")}</summary>
          <PromiseTable promises={rest} dataset={dataset} now={now} caption="More promises" />
        </details>
      )}
    </Section>
  );
}

interface PromiseTableProps {
  readonly promises: readonly PromiseView[];
  readonly dataset: DatasetView;
  readonly now: Date;
  readonly caption: string;
}

function PromiseTable({ promises, dataset, now, caption }: PromiseTableProps) {
  return (
    <table className="vs">
      <caption>{caption}</caption>
      <thead>
        <tr>
          <th scope="col">Promise</th>
          <th scope="col">Promised</th>
          <th scope="col">Observed</th>
        </tr>
      </thead>
      <tbody>
        {promises.map((promise) => (
          <tr key={`${promise.kind} ${promise.column} ${promise.label} ${promise.line}`}>
            <th scope="row">
              <a href={`#${evidenceId(promise, dataset)}`}>{promiseKindWord(promise.kind)}</a>
            </th>
            <td>{promiseWords(promise, dataset)}</td>
            <td>
              <Observed promise={promise} dataset={dataset} now={now} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Where on this page more is said about a promise. */
function evidenceId({ kind, column }: PromiseView, { columns }: DatasetView): string {
  if (column !== null && columns.some(({ name }) => name === column)) return encodeURIComponent(column);
  if (kind === "freshness" || kind === "sla") return sectionId("delivery", columns);
  if (kind === "quality") return sectionId("quality", columns);
  if (kind === "example") return sectionId("examples", columns);
  return sectionId(kind === "columns" ? "columns" : "contract", columns);
}

function Observed({ promise, dataset, now }: { readonly promise: PromiseView; readonly dataset: DatasetView; readonly now: Date }) {
  const { freshness, quality, reported } = dataset;
  if (promise.kind === "freshness" && freshness !== null && freshness.asOf !== null) {
    return (
      <>
        newest row from <When at={freshness.asOf} now={now} />
        {freshness.observedAgeSeconds !== null && freshness.observedAgeSeconds > freshness.maxAgeSeconds ? ", later than promised" : ""}
      </>
    );
  }
  if (promise.kind === "quality" && (quality.score !== null || reported !== null)) {
    return (
      <>
        {quality.score === null ? "" : `${formatScore(quality.score)} measured${reported === null ? "" : ", "}`}
        {reported === null ? null : <ReportedScore reported={reported} now={now} />}
      </>
    );
  }
  const { observed } = promise;
  if (observed === null) return <State state="unknown" word="not measured yet" />;
  const { state, word } = STATES[observed.status];
  return (
    <>
      <State state={state} word={word} />
      {observed.words === null ? "" : `: ${observed.words}`}, <When at={observed.at} now={now} />
    </>
  );
}

function ReportedScore({ reported: { latest }, now }: { readonly reported: ReportedQuality; readonly now: Date }) {
  return (
    <>
      {formatScore(latest.score)} reported by {latest.source} <When at={latest.measuredAt} now={now} />
    </>
  );
}

const STATES = {
  pass: { state: "ready", word: "kept" },
  warn: { state: "at-risk", word: "nearly broken" },
  fail: { state: "broken", word: "broken" },
  error: { state: "unknown", word: "could not be measured" },
  skipped: { state: "unknown", word: "too early to say" },
} as const;
