import { type CatalogParser, createCatalogParser } from "#lib/catalog/catalog-parser.ts";
import type { CatalogPlan } from "#lib/catalog/catalog-plan.ts";
import { publishedNames, wordsOf } from "#lib/catalog/catalog-words.ts";
import { describePlan } from "#lib/catalog/describe-plan.ts";
import { keepBroken } from "#lib/catalog/keep-broken.ts";
import type { ParsedFolder } from "#lib/catalog/parse-folder.ts";
import { planCatalog } from "#lib/catalog/plan.ts";
import { idsToCompare, withDifferences } from "#lib/catalog/plan-differences.ts";
import type { CatalogFolder } from "#lib/catalog/read-catalog.ts";
import type { PublishedDataset, Vocabulary } from "#lib/store/store.ts";

/** Without an identity provider, what nobody restricts is for everyone. Both sides are read in the same way. */
const DEFAULT_VISIBILITY = "everyone";

export interface PlanAgainst {
  readonly plan: CatalogPlan;
  readonly parsed: ParsedFolder;
}

/**
 * What publishing `next` would change if `base` were published: two folders compared without a server, by the same steps.
 * @param commit of `base`
 * @param parser reads a file that is the same on both sides once
 */
export async function planAgainst(
  base: CatalogFolder,
  next: CatalogFolder,
  commit: string | null,
  parser: CatalogParser = createCatalogParser(),
): Promise<PlanAgainst> {
  const before = await parser.parse(base, { defaultVisibility: DEFAULT_VISIBILITY, lastPolicy: null });
  const published = before.catalog.datasets.map(
    ({ name, hash, aliases, position }): PublishedDataset => ({
      ...{ id: name, name, hash, aliases, file: position.file, stale: false },
      // Nothing has another one, so what only moved is a change, which nobody is told of.
      fingerprint: "",
    }),
  );
  const previous: Vocabulary = { revision: 0, ...wordsOf(before.catalog) };
  const parsed = await parser.parse(next, {
    defaultVisibility: DEFAULT_VISIBILITY,
    lastPolicy: previous.policy,
    published: publishedNames(published, previous),
  });
  const { catalog, problems } = parsed;
  const { changes, counts } = planCatalog({ published, catalog, problems, unreadable: next.unreadable, files: next.files.length });
  const wanted = new Set(idsToCompare(changes));
  const contracts = new Map(before.catalog.datasets.flatMap((contract) => (wanted.has(contract.name) ? [[contract.name, contract]] : [])));
  const plan = describePlan(
    {
      ...{ counts, problems, contracts, datasets: catalog.datasets },
      changes: withDifferences(changes, contracts),
      words: { before: previous, after: keepBroken(wordsOf(catalog), previous, problems, next.unreadable) },
    },
    { kind: "git", commit, revision: null, broken: brokenFilesOf(before) },
  );
  return { plan, parsed };
}

const brokenFilesOf = ({ problems }: ParsedFolder) => [
  ...new Set(problems.flatMap(({ level, position }) => (level === "error" ? [position.file] : []))),
];
