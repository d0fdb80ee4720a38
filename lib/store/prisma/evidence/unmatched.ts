import type { RawArtifact, Unmatched } from "#lib/store/intake.ts";
import type { Database } from "../database.ts";
import { mendText, toJson } from "../json.ts";
import { instant } from "./instant.ts";

/** An index refuses far longer names. */
const MAX_NAME = 500;
const LISTED = 1_000;

const ADD = `
insert into intake_unmatched as u (tool, name, first_at, last_at, count, token_name)
select tool, name, $2, $2, count(*), max("tokenName") from jsonb_to_recordset($1::jsonb) as item(tool text, name text, "tokenName" text)
group by tool, name order by tool, name
on conflict (tool, name) do update set count = u.count + excluded.count, first_at = least(u.first_at, excluded.first_at),
  last_at = greatest(u.last_at, excluded.last_at), token_name = excluded.token_name`;

export async function addUnmatched(
  { pool }: Database,
  entries: readonly Omit<Unmatched, "firstAt" | "lastAt" | "count">[],
  at: string,
): Promise<void> {
  const items = entries.map((entry) => ({ ...entry, name: nameOf(entry.name) }));
  if (items.length > 0) await pool.query(ADD, [toJson(items), at]);
}

const nameOf = (name: string) => mendText(name.slice(0, MAX_NAME));

type Row = Omit<Unmatched, "firstAt" | "lastAt"> & { readonly firstAt: Date; readonly lastAt: Date };

/** The 1,000 that were heard of last, the newest first. */
export async function listUnmatched({ pool }: Database): Promise<readonly Unmatched[]> {
  const { rows } = await pool.query<Row>(
    `select tool, name, first_at as "firstAt", last_at as "lastAt", count, token_name as "tokenName" from intake_unmatched
     order by last_at desc, tool, name collate "C" limit ${LISTED}`,
  );
  return rows.map((row) => ({ ...row, firstAt: instant(row.firstAt), lastAt: instant(row.lastAt) }));
}

export async function forgetUnmatched({ pool }: Database, tool: RawArtifact["tool"], name: string): Promise<void> {
  await pool.query("delete from intake_unmatched where tool = $1 and name = $2", [tool, nameOf(name)]);
}
