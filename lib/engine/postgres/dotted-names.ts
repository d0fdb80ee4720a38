/**
 * Names behind a dot. `x.f` means the column `f` of `x`, but where there is none PostgreSQL calls its function `f` with `x`, or casts
 * `x` to its type `f`. Only the server knows its functions, so it is asked which of the names may mean one.
 */
import { LRUCache } from "lru-cache";
import type { Dotted } from "#lib/engine/postgres/gate/reading.ts";
import type { Session } from "#lib/engine/postgres/session.ts";
import type { Source } from "#lib/engine/postgres/source.ts";

const KEPT_MS = 600_000;

/** Of the schema that statements find functions in; what takes no value of a statement cannot be called with one. */
const NAMES = `
  SELECT p.proname::text FROM pg_catalog.pg_proc p
  WHERE p.pronamespace = 'pg_catalog'::regnamespace AND p.pronargs >= 1 AND p.pronargs - p.pronargdefaults <= 1
  UNION SELECT t.typname::text FROM pg_catalog.pg_type t
  WHERE t.typnamespace = 'pg_catalog'::regnamespace AND (t.typname ~ '^_?reg' OR t.typname ~ '^_?aclitem$')`;

const known = new LRUCache<Source, ReadonlySet<string>>({ max: 1_000, ttl: KEPT_MS });

/** The first of the names behind dots, which are not known to be harmless, that the server may take for a function or such a type. */
export async function findFunction(session: Session, dotted: readonly Dotted[]): Promise<Dotted | undefined> {
  if (dotted.length === 0) return undefined;
  const names = known.get(session.source) ?? new Set((await session.ask(NAMES, [])).map(([name]) => name ?? ""));
  known.set(session.source, names, { noUpdateTTL: true });
  return dotted.find(({ name }) => names.has(name));
}
