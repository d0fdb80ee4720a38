import { externalName, ourName } from "#lib/intake/results/external-names.ts";
import { NameMatcher } from "#lib/observe/match-names.ts";
import type { Subjects } from "#lib/observe/subject.ts";
import type { Scope } from "#lib/policy/scope.ts";
import type { Intake, RawRecord, Unmatched } from "#lib/store/intake.ts";

export type ArtifactView = Pick<
  RawRecord,
  "id" | "tool" | "kind" | "tokenName" | "receivedAt" | "bytes" | "state" | "processedAt" | "problem"
>;

export interface UnmatchedView extends Unmatched {
  /** As it is pasted below the dataset's `aliases:`. */
  readonly line: string;
  /** The dataset that has it by now: what was handed in before only needs to be read again. */
  readonly dataset: string | null;
}

export interface IntakeView {
  readonly artifacts: readonly ArtifactView[];
  /** Id after which the next page begins; `null`: this is the last. */
  readonly next: string | null;
  readonly unmatched: readonly UnmatchedView[];
}

const PAGE = 50;

/** What was handed in and whose names nobody knows. `null`: only administrators see it, because names in it may be hidden ones. */
export async function intakeView(
  { intake, subjects }: { readonly intake: Pick<Intake, "raws" | "unmatched">; readonly subjects: Pick<Subjects, "all"> },
  { actor }: Scope,
  after: string | null,
): Promise<IntakeView | null> {
  if (actor.kind !== "token" || !actor.admin) return null;
  const [raws, names, datasets] = await Promise.all([intake.raws({ after, limit: PAGE + 1 }), intake.unmatched(), subjects.all()]);
  const matcher = new NameMatcher(datasets);
  const shown = raws.slice(0, PAGE);
  return {
    artifacts: shown.map(({ id, tool, kind, tokenName, receivedAt, bytes, state, processedAt, problem }) => ({
      ...{ id, tool, kind, tokenName, receivedAt, bytes, state, processedAt, problem },
    })),
    next: raws.length > PAGE ? (shown.at(-1)?.id ?? null) : null,
    unmatched: names.map((entry) => ({ ...entry, line: `- ${JSON.stringify(entry.name)}`, dataset: meantBy(matcher, entry) })),
  };
}

function meantBy(matcher: NameMatcher, { tool, name }: Unmatched): string | null {
  const match = matcher.match(tool === "api" ? ourName(name) : externalName(name, []));
  return match.kind === "one" ? match.dataset.contract.name : null;
}
