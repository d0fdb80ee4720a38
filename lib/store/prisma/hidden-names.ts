import type { Scope } from "#lib/policy/scope.ts";
import type { Database } from "./database.ts";
import { idByName, MAX_LOOKUP } from "./names.ts";

// The index narrows to names that a hidden dataset answers to; then, as everywhere, a name comes before an alias.
const HIDDEN = `
  select n.name from unnest($1::text[]) as n(name)
  where n.name in (
    select unnest(d.lookup_names) from dataset d
    where d.removed_at is null and d.lookup_names && $1::text[] and not (d.seen_by && $2::text[])
  )
  and exists (select from dataset d where d.id = ${idByName("n.name")} and not (d.seen_by && $2::text[]))`;

/** Which of these folded names mean a dataset that is there and that the scope does not admit. */
export function hiddenNames({ pool }: Database, scope: Scope, names: readonly string[]): Promise<ReadonlySet<string>> {
  return named(pool, HIDDEN, scope, names);
}

const FORMER = "translate(lower(f.change->>'renamedFrom'), '-', '_')";

// Somebody whom the reader may see may have the name today: then it is theirs.
const HIDDEN_EVER = `
  select n.name from unnest($1::text[]) as n(name)
  where n.name in (
    select unnest(d.lookup_names) from dataset d where d.lookup_names && $1::text[] and not (d.seen_by && $2::text[])
    union all
    select ${FORMER} from dataset_version f join dataset d on d.id = f.dataset_id
    where f.change->>'renamedFrom' is not null and ${FORMER} = any($1::text[]) and not (d.seen_by && $2::text[])
  )
  and not exists (select from dataset d where d.id = ${idByName("n.name")} and d.seen_by && $2::text[])`;

/** The same for texts of the past: also names of removed datasets, and names that a dataset had before it was renamed. */
export function hiddenNamesEver({ pool }: Database, scope: Scope, names: readonly string[]): Promise<ReadonlySet<string>> {
  return named(pool, HIDDEN_EVER, scope, names);
}

async function named(pool: Database["pool"], query: string, scope: Scope, names: readonly string[]): Promise<ReadonlySet<string>> {
  const wanted = [...new Set(names)].filter((name) => name !== "" && name.length <= MAX_LOOKUP && !name.includes("\0"));
  if (scope.audience === "all" || wanted.length === 0) return new Set();
  const { rows } = await pool.query<{ name: string }>(query, [wanted.map((name) => name.toWellFormed()), scope.audience]);
  return new Set(rows.map(({ name }) => name));
}
