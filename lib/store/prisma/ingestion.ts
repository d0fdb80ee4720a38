import { createHash } from "node:crypto";
import type pg from "pg";
import { PROBLEMS, type Problem, type ProblemCode, type ProblemLevel } from "#lib/contract/problem.ts";
import { AppError } from "#lib/errors.ts";
import type { Ingestion, Publication } from "#lib/store/store.ts";
import type { Database } from "./database.ts";
import { newId } from "./id.ts";
import { mendText, toJson } from "./json.ts";
import { publisherOf } from "./state.ts";

const KEPT = 100;
const LEVELS: readonly ProblemLevel[] = ["error", "warning", "note"];

/**
 * Notes that a catalog was read, also when nothing changed; its problems take the place of those of the run before.
 * @param written hash of the problems that are stored; when the new ones are the same, they are not written again
 * @returns whether there are other problems now
 */
export async function writeIngestion(
  tx: pg.ClientBase,
  publication: Publication,
  revision: number,
  finishedAt: Date,
  written: string | null,
): Promise<boolean> {
  const { publisher, commit, counts, startedAt, problems } = publication;
  const { files, added, changed, removed, kept, unchanged, errors, warnings, notes } = counts;
  await tx.query(
    `insert into ingestion (id, started_at, finished_at, publisher, commit, revision, files, added, changed, removed, kept, unchanged, errors, warnings, notes)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)`,
    [
      ...[newId(), startedAt, finishedAt, publisher, commit === null ? null : mendText(commit), revision],
      ...[files, added, changed, removed, kept, unchanged, errors, warnings, notes],
    ],
  );
  await tx.query("delete from ingestion where id not in (select id from ingestion order by id desc limit $1)", [KEPT]);
  const sorted = toJson([...problems].sort(worstFirst));
  const hash = createHash("sha256").update(sorted).digest("hex");
  if (hash === written) return false;
  await tx.query("update catalog_state set problems_hash = $1 where id = 1", [hash]);
  await tx.query("delete from problem");
  await tx.query(
    `insert into problem (ordinal, code, level, file, line, column_no, message, hint, dataset)
     select place, p->>'code', p->>'level', p->'position'->>'file', (p->'position'->>'line')::int, (p->'position'->>'column')::int,
            p->>'message', p->>'hint', p->>'dataset'
     from jsonb_array_elements($1::jsonb) with ordinality as item(p, place)`,
    [sorted],
  );
  return true;
}

function worstFirst(a: Problem, b: Problem): number {
  const level = LEVELS.indexOf(a.level) - LEVELS.indexOf(b.level);
  if (level !== 0) return level;
  if (a.position.file !== b.position.file) return a.position.file < b.position.file ? -1 : 1;
  return a.position.line - b.position.line || a.position.column - b.position.column;
}

export async function readProblems({ prisma }: Database): Promise<readonly Problem[]> {
  return (await prisma.problem.findMany({ orderBy: { ordinal: "asc" } })).map(problemOf);
}

const OF_ONE = 5;

/** What is about another dataset in the same file is not about this one. */
export async function readProblemsOf({ pool }: Database, file: string, foldedName: string): Promise<readonly Problem[]> {
  const { rows } = await pool.query<Row>(
    `select code, level, file, line, column_no as "columnNo", message, hint, dataset from problem
     where level = 'error' and (translate(lower(dataset), '-', '_') = $2
       or dataset is null and (file = $1 or right(file, 1) = '/' and starts_with($1, file)))
     order by ordinal limit ${OF_ONE}`,
    [file, foldedName],
  );
  return rows.map(problemOf);
}

type Row = Omit<Problem, "code" | "level" | "position"> & {
  readonly code: string;
  readonly level: string;
  readonly file: string;
  readonly line: number;
  readonly columnNo: number;
};

function problemOf({ code, level, file, line, columnNo, message, hint, dataset }: Row): Problem {
  return {
    code: codeOf(code),
    level: LEVELS.find((known) => known === level) ?? "error",
    position: { file, line, column: columnNo },
    message,
    hint,
    dataset,
  };
}

function codeOf(code: string): ProblemCode {
  if (Object.hasOwn(PROBLEMS, code)) return code as ProblemCode;
  throw new AppError("TS-SERVER-001", `The stored problem code ${code} is of another version. Publish the catalog again.`);
}

/** Newest first; at most the last 100 are kept. */
export async function readIngestions({ prisma }: Database, limit: number): Promise<readonly Ingestion[]> {
  const rows = await prisma.ingestion.findMany({ orderBy: { id: "desc" }, take: limit });
  return rows.map((row) => ({ ...row, publisher: publisherOf(row.publisher) }));
}
