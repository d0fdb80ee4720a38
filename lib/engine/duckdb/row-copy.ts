/**
 * Rows of a sorted copy by their key, each as the JSON text of its cells, in an SQLite file. DuckDB plans a statement anew for every
 * value that is bound, which takes it longer than a row store needs for a hundred rows: 1.3 ms against 0.06 ms of processor time.
 */
import { DatabaseSync, type StatementSync } from "node:sqlite";
import { z } from "zod";
import { fitsInteger, misfit } from "#lib/engine/duckdb/bound-values.ts";
import { readPlace } from "#lib/engine/duckdb/keyset.ts";
import type { PageQuery } from "#lib/engine/duckdb/page-job.ts";
import type { PageAnswer } from "#lib/engine/duckdb/protocol.ts";
import { PAGE_CHARACTERS } from "#lib/engine/duckdb/read-rows.ts";
import type { Comparison, Filter } from "#lib/engine/filter.ts";

export const rowCopyFacts = z.object({
  columns: z.array(z.object({ name: z.string(), type: z.string() })),
  key: z.string(),
  /** `null`: text. */
  bits: z.number().nullable(),
  /** Characters of the longest row. */
  widest: z.number(),
});
export type RowCopyFacts = z.infer<typeof rowCopyFacts>;

/** No digest is greater: behind such a place come the rows with greater keys, in every way in which a page can be read. */
const LAST_DIGEST = "18446744073709551615";
const SIGNS: Readonly<Partial<Record<Comparison, string>>> = { eq: "=", gt: ">", gte: ">=", lt: "<", lte: "<=" };

interface Bound {
  readonly sign: string;
  readonly text: string;
  /** Of the filter; `null`: of the cursor. */
  readonly column: string | null;
}

export class RowCopy {
  readonly #database: DatabaseSync;
  readonly #facts: RowCopyFacts;
  readonly #statements = new Map<string, StatementSync>();

  /** Throws for what is no such copy. */
  constructor(path: string) {
    this.#database = new DatabaseSync(path, { readOnly: true });
    const [row] = this.#database.prepare("SELECT facts FROM about").all();
    this.#facts = rowCopyFacts.parse(JSON.parse(String(row?.["facts"])));
  }

  /** `null`: the query is about more than the key, or about masked values. Faults are those of every page. */
  read(query: PageQuery): PageAnswer | null {
    const bounds = this.#boundsOf(query);
    if (bounds === null) return null;
    const indexes = query.columns.map(({ name }) => this.#indexOf(name));
    if (indexes.includes(-1) || (query.limit + 1) * this.#facts.widest > PAGE_CHARACTERS) return null;
    const found = this.#statement(bounds, query.order[0]?.descending === true).all(
      ...bounds.map((bound) => this.#valueOf(bound)),
      query.limit + 1,
    );
    const shown = found.slice(0, query.limit) as unknown as readonly (readonly [bigint | string, string])[];
    const whole = JSON.parse(`[${shown.map(([, cells]) => cells).join(",")}]`) as unknown[][];
    const isWhole = indexes.length === this.#facts.columns.length && indexes.every((index, at) => index === at);
    return {
      columns: indexes.flatMap((index, at) => {
        const type = this.#facts.columns[index]?.type;
        return type === undefined ? [] : [{ name: query.columns[at]?.name ?? "", type, nullable: true }];
      }),
      rows: isWhole ? whole : whole.map((cells) => indexes.map((index) => cells[index] ?? null)),
      keys: shown.map(([key]) => [String(key), LAST_DIGEST, "1"]),
      more: found.length > shown.length,
    };
  }

  close(): void {
    this.#database.close();
  }

  #indexOf(name: string): number {
    return this.#facts.columns.findIndex((column) => column.name.toLowerCase() === name.toLowerCase());
  }

  #isKey(column: string): boolean {
    return column.toLowerCase() === this.#facts.key.toLowerCase();
  }

  #boundsOf({ columns, order, masks, filter, rows, after }: PageQuery): readonly Bound[] | null {
    const [term] = order;
    if (rows !== null || order.length !== 1 || term === undefined || !this.#isKey(term.column)) return null;
    if (columns.some(({ mask }) => mask !== null) || masks[term.column] !== null) return null;
    const bounds = filter === null ? [] : this.#boundsOfFilter(filter, masks);
    if (bounds === null || after === null) return bounds;
    const [text = null] = readPlace(after, order).terms;
    return text === null ? null : [...bounds, { sign: term.descending ? "<" : ">", text, column: null }];
  }

  #boundsOfFilter(filter: Filter, masks: PageQuery["masks"]): readonly Bound[] | null {
    if (filter.kind === "and") {
      const parts = filter.filters.map((part) => this.#boundsOfFilter(part, masks));
      return parts.includes(null) ? null : parts.flatMap((part) => part ?? []);
    }
    if (filter.kind !== "compare" || !this.#isKey(filter.column) || masks[filter.column] !== null) return null;
    const sign = SIGNS[filter.op];
    return sign === undefined ? null : [{ sign, text: filter.value, column: filter.column }];
  }

  #valueOf({ text, column }: Bound): bigint | string {
    const { bits, columns, key } = this.#facts;
    const fits = bits === null ? !text.includes("\0") : fitsInteger(text, bits, true);
    if (!fits) throw misfit({ text, column, type: columns.find(({ name }) => name === key)?.type ?? "" });
    return bits === null ? text : BigInt(text.replace("+", ""));
  }

  #statement(bounds: readonly Bound[], descending: boolean): StatementSync {
    const conditions = bounds.map(({ sign }) => `k ${sign} ?`);
    const where = conditions.length === 0 ? "" : ` WHERE ${conditions.join(" AND ")}`;
    const sql = `SELECT k, cells FROM rows${where} ORDER BY k${descending ? " DESC" : ""} LIMIT ?`;
    const known = this.#statements.get(sql);
    if (known !== undefined) return known;
    const statement = this.#database.prepare(sql);
    statement.setReadBigInts(true);
    statement.setReturnArrays(true);
    // Shapes hang on how often a filter compares the key: nobody is to fill the memory with them.
    if (this.#statements.size < 50) this.#statements.set(sql, statement);
    return statement;
  }
}
