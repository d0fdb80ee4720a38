/** Use case: takes in what another tool handed in. The same artifact twice changes nothing more. */
import type { DatasetContract } from "#lib/contract/contract.ts";
import { foldName } from "#lib/contract/name.ts";
import { runKeyOf } from "#lib/intake/results/recognise.ts";
import type { Reported, ReportedCheck } from "#lib/intake/results/reported.ts";
import { type MatchedNames, matchNames, originName } from "#lib/observe/intake-matching.ts";
import { type MatchedDataset, NameMatcher } from "#lib/observe/match-names.ts";
import type { Observer } from "#lib/observe/observer.ts";
import type { Subjects } from "#lib/observe/subject.ts";
import type { CheckResult } from "#lib/quality/check.ts";
import type { Intake, LineageReport, RawArtifact } from "#lib/store/intake.ts";

/** Bodies as they came; the reader parses them, where a large one keeps nobody waiting. */
export interface ReadRequest extends Pick<RawArtifact, "tool" | "kind" | "receivedAt" | "body"> {
  readonly manifest: Buffer | null;
  readonly sameRun: readonly Buffer[];
}

/** What it says, or why it cannot be read. */
export type ReadOutcome =
  | { readonly kind: "read"; readonly reported: Reported }
  | { readonly kind: "unreadable"; readonly problem: string };

export interface IntakeScore {
  readonly dataset: string;
  readonly score: number;
  readonly measuredAt: string;
  readonly source: string;
}

export interface IntakeDeps {
  readonly intake: Pick<Intake, "latest" | "ofRun" | "retry" | "addUnmatched" | "forgetUnmatched" | "unmatched" | "putLineage">;
  readonly observer: Pick<Observer, "report">;
  readonly subjects: Pick<Subjects, "all">;
  readonly putScores: (scores: readonly IntakeScore[]) => Promise<void>;
  readonly read: (request: ReadRequest) => Promise<ReadOutcome>;
  readonly now: () => Date;
}

export interface TakenIn {
  readonly state: "done" | "failed";
  /** What was left out, or why it failed; for an administrator. */
  readonly problem: string | null;
}

/** Events of one run that are looked at together. */
const MOST_EVENTS_OF_A_RUN = 20;

export class IntakeDesk {
  readonly #deps: IntakeDeps;
  #matcher: { readonly datasets: readonly MatchedDataset[]; readonly matcher: NameMatcher } | null = null;

  constructor(deps: IntakeDeps) {
    this.#deps = deps;
  }

  /** Rejects only where something could not be kept: then it is to be taken in again. */
  async takeIn(raw: RawArtifact): Promise<TakenIn> {
    const outcome = await this.#deps.read(await this.#requestOf(raw));
    if (outcome.kind === "unreadable") return { state: "failed", problem: outcome.problem };
    const { reported } = outcome;
    const names = matchNames(reported, await this.#matcherNow(), raw.grants);
    await this.#report(reported, names, raw);
    await this.#keepLineage(reported, names, raw);
    await this.#keepScores(reported, names, raw);
    await this.#keepUnmatched(names, raw);
    // What came before its manifest is read again with it.
    if (raw.tool === "dbt" && raw.kind === "manifest") await this.#deps.intake.retry(raw.tokenId, "dbt", "run_results");
    const notes = [...reported.notes, ...names.notes];
    return { state: reported.needsManifest ? "failed" : "done", problem: notes.length === 0 ? null : notes.slice(0, 20).join(" ") };
  }

  async #requestOf(raw: RawArtifact): Promise<ReadRequest> {
    const { tool, kind, receivedAt, body, key, tokenId } = raw;
    const { intake } = this.#deps;
    const isOfDbt = tool === "dbt" && kind !== "manifest" && kind !== "catalog";
    const manifest = isOfDbt ? await intake.latest(tokenId, "dbt", "manifest") : null;
    const run = tool === "openlineage" ? runKeyOf(key) : null;
    const others = run === null ? [] : await intake.ofRun(tokenId, run, MOST_EVENTS_OF_A_RUN);
    return {
      tool,
      kind,
      receivedAt,
      body,
      manifest: manifest?.body ?? null,
      sameRun: others.filter((other) => other.id !== raw.id).map((other) => other.body),
    };
  }

  /** Built once for each state of the catalog. */
  async #matcherNow(): Promise<NameMatcher> {
    const datasets = await this.#deps.subjects.all();
    if (this.#matcher?.datasets !== datasets) this.#matcher = { datasets, matcher: new NameMatcher(datasets) };
    return this.#matcher.matcher;
  }

  /** Several names may mean one dataset: it is told once. */
  async #report({ datasets }: Reported, { find }: MatchedNames, { tool, tokenName }: RawArtifact): Promise<void> {
    const byId = Map.groupBy(
      datasets.flatMap((said) => {
        const dataset = find(said.name);
        return dataset === null ? [] : [{ dataset, said }];
      }),
      ({ dataset }) => dataset.id,
    );
    for (const [datasetId, all] of byId) {
      const results = all.flatMap(({ dataset, said }) => said.checks.map((check) => resultOf(check, dataset.contract, tool, tokenName)));
      const finished = all.flatMap(({ said }) => said.finishedRunAt ?? []).sort();
      await this.#deps.observer.report({ datasetId, results, finishedRunAt: finished.at(-1) ?? null });
    }
  }

  async #keepLineage({ lineage }: Reported, { find, look }: MatchedNames, { tool, receivedAt }: RawArtifact): Promise<void> {
    for (const { job, edges } of lineage) {
      const reports = edges.flatMap(({ to, from, columns }): readonly LineageReport[] => {
        const dataset = find(to);
        const origin = look(from);
        if (dataset === null || origin?.id === dataset.id) return [];
        return [{ datasetId: dataset.id, from: foldName(originName(from, origin)), columns }];
      });
      if (reports.length > 0) await this.#deps.intake.putLineage(tool, job, reports, receivedAt);
    }
  }

  async #keepScores({ scores }: Reported, { find }: MatchedNames, { tokenName }: RawArtifact): Promise<void> {
    const kept = scores.flatMap(({ name, score, measuredAt, source }): readonly IntakeScore[] => {
      const dataset = find(name);
      return dataset === null ? [] : [{ dataset: dataset.contract.name, score, measuredAt, source: source ?? tokenName }];
    });
    if (kept.length > 0) await this.#deps.putScores(kept);
  }

  async #keepUnmatched({ unmatched, matched }: MatchedNames, { tool, tokenName }: RawArtifact): Promise<void> {
    const { intake, now } = this.#deps;
    await intake.addUnmatched(
      unmatched.map((name) => ({ tool, name, tokenName })),
      now().toISOString(),
    );
    if (matched.length === 0) return;
    const known = new Set((await intake.unmatched()).flatMap((entry) => (entry.tool === tool ? [entry.name] : [])));
    for (const name of matched) if (known.has(name)) await intake.forgetUnmatched(tool, name);
  }
}

function resultOf(check: ReportedCheck, contract: DatasetContract, tool: RawArtifact["tool"], tokenName: string): CheckResult {
  const { id, label, columns, dimension, severity, status, observed, statistic, expected, failing, measuredAt } = check;
  return {
    check: `${tool}:${id}`,
    kind: "external",
    ...{ label, columns, dimension, severity, status, expected, failing, measuredAt },
    observed: statistic !== null && areOpen(columns, contract) ? `${observed}, ${statistic}` : observed,
    source: tool,
    reportedBy: tokenName,
    everySeconds: null,
  };
}

/** Columns that the contract has and that nothing is to be hidden of: only of those may a value be repeated. */
function areOpen(names: readonly string[], { columns }: DatasetContract): boolean {
  const known = new Map(columns.map((column) => [foldName(column.name), column]));
  return (
    names.length > 0 &&
    names.every((name) => {
      const column = known.get(foldName(name));
      return column !== undefined && column.classification === null && column.mask === null;
    })
  );
}
