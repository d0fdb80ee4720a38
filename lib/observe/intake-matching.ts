import { foldName } from "#lib/contract/name.ts";
import type { ExternalName, Reported } from "#lib/intake/results/reported.ts";
import { mayReport } from "#lib/observe/intake-grant.ts";
import type { MatchedDataset, NameMatch, NameMatcher } from "#lib/observe/match-names.ts";
import type { RawArtifact } from "#lib/store/intake.ts";

/** What came of the names in one artifact. */
export interface MatchedNames {
  /** `null`: nobody's, or of a dataset that this token may not report about. */
  readonly find: (name: ExternalName) => MatchedDataset | null;
  /** As `find`, also where the token may not report: to say what something is made from. */
  readonly look: (name: ExternalName) => MatchedDataset | null;
  /** Names of which something was said and that mean no dataset, as they stand below `aliases:`. */
  readonly unmatched: readonly string[];
  readonly matched: readonly string[];
  readonly notes: readonly string[];
}

/** Names that are listed as unmatched from one artifact. */
const MOST_UNMATCHED = 200;

export function matchNames(reported: Reported, matcher: NameMatcher, grants: RawArtifact["grants"]): MatchedNames {
  const edges = reported.lineage.flatMap((job) => job.edges);
  const told = [
    ...reported.datasets.map(({ name }) => name),
    ...reported.scores.map(({ name }) => name),
    // A manifest tells of every table of a project, most of which nobody wants in the catalog.
    ...(reported.tool === "dbt" ? [] : edges.map(({ to }) => to)),
  ];
  const matches = matcher.matchAll([...told, ...edges.flatMap(({ to, from }) => [to, from]), ...reported.alsoNamed]);
  const refused = new Set<string>();
  const look = (name: ExternalName) => datasetOf(matches.get(name.alias));
  const find = (name: ExternalName) => {
    const dataset = look(name);
    if (dataset === null || mayReport(grants, dataset.contract)) return dataset;
    refused.add(dataset.contract.name);
    return null;
  };
  const names = [...new Map(told.map((name) => [name.alias, name])).values()];
  const unmatched = names.filter((name) => look(name) === null).map(({ alias }) => alias);
  for (const name of names) find(name);
  return {
    ...{ find, look, unmatched: unmatched.slice(0, MOST_UNMATCHED) },
    matched: names.filter((name) => look(name) !== null).map(({ alias }) => alias),
    notes: refused.size === 0 ? [] : [`This token may not report about ${[...refused].sort().slice(0, 10).join(", ")}.`],
  };
}

const datasetOf = (match: NameMatch | undefined) => (match?.kind === "one" ? match.dataset : null);

/** How lineage names what it comes from: a dataset by its name; what is not in the catalog so that an alias finds it one day. */
export const originName = (name: ExternalName, found: MatchedDataset | null) => found?.contract.name ?? foldName(name.alias);
