import { isBase } from "#lib/catalog/base-commit.ts";
import type { Prepared } from "#lib/catalog/publish.ts";
import { AppError } from "#lib/errors.ts";
import { formatPlural, formatRelative } from "#lib/format.ts";
import type { CatalogState, Publication } from "#lib/store/store.ts";

/** What one push may replace. */
export interface PushRules {
  /** What it believes is published (see `base-commit.ts`); `undefined`: it does not say, and replaces whatever is there. */
  readonly base: string | null | undefined;
  /** Replaces also what it does not know, and everything by nothing. */
  readonly force: boolean;
  /** May change sources and the policy: they decide what the server opens and what others may read. */
  readonly admin: boolean;
}

/** @throws AppError TS-PUSH-002, TS-ACCESS-003 */
export function checkRules({ catalog, counts, previous, vocabulary }: Prepared, { force, admin }: PushRules): void {
  if (catalog.datasets.length === 0 && counts.kept === 0 && counts.removed > 0 && !force) {
    const files = counts.files === 0 ? "no catalog files" : `no datasets in ${formatPlural(counts.files, "file")}`;
    throw new AppError(
      "TS-PUSH-002",
      `This push has ${files} and would remove all ${formatPlural(counts.removed, "published dataset")}. Check the folder; if it is meant, push with --force ("force": true).`,
    );
  }
  if (admin) return;
  const changed = [
    ...changedIds(previous.sources, vocabulary.sources).map((id) => `the source '${id}'`),
    ...(said(previous.policy) === said(vocabulary.policy) ? [] : ["the policy"]),
  ];
  if (changed.length === 0) return;
  const named = changed.length > 5 ? [...changed.slice(0, 5), `${changed.length - 5} more`] : changed;
  throw new AppError(
    "TS-ACCESS-003",
    `This push changes ${named.join(", ")}. Only an administrator's token may do that; this one may publish everything else.`,
  );
}

export function expectation(rules: PushRules | undefined): Pick<Publication, "expects"> {
  if (rules === undefined || rules.force) return {};
  const { base } = rules;
  return base === undefined ? {} : { expects: (published) => isBase(base, published) };
}

/** The refusal of a push that would undo another one. */
export function staleBase(base: string | null | undefined, state: CatalogState, now: Date): AppError {
  const by = state.author === null ? "" : ` by ${state.author}`;
  const when = state.publishedAt === null ? "" : `, published ${formatRelative(state.publishedAt, now)}`;
  const published = state.commit === null ? `revision ${state.revision}, of no commit` : `commit ${state.commit}${by}`;
  const believed = base === null || base === undefined ? "a catalog of no commit" : base.replace(/^revision-/, "revision ");
  return new AppError(
    "TS-PUSH-001",
    `This push was made on top of ${believed}, but ${published} is published now${when}. Bring that into yours and push again, or replace it with --force ("force": true). Nothing was published.`,
    { details: [{ path: "base", message: `published is ${state.commit ?? `revision-${state.revision}`}` }] },
  );
}

const changedIds = (before: readonly { readonly id: string }[], after: readonly { readonly id: string }[]): string[] => {
  const was = new Map(before.map((item) => [item.id, said(item)]));
  const is = new Map(after.map((item) => [item.id, said(item)]));
  return [...new Set([...was.keys(), ...is.keys()])].filter((id) => was.get(id) !== is.get(id)).sort();
};

/** What a value says, wherever it stands. Keys in order: what comes from the database has them in another one. */
function said(value: unknown): string {
  return JSON.stringify(value, (key, item: unknown) => {
    if (key === "position") return undefined;
    if (typeof item !== "object" || item === null || Array.isArray(item)) return item;
    return Object.fromEntries(Object.entries(item).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}
