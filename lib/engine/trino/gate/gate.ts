/** Everything that the adapter asks of the parser. */

import { LRUCache } from "lru-cache";
import type { Analyzed, GuardedSql, RowPolicy } from "#lib/engine/guarded-sql.ts";
import { ParserThread } from "#lib/engine/parser-thread.ts";
import { policyClosed } from "#lib/engine/trino/failure.ts";
import type { Read } from "#lib/engine/trino/gate/analyze.ts";
import { sameName, withPrelude } from "#lib/engine/trino/prelude.ts";
import { literalSql, quoteName } from "#lib/engine/trino/quote.ts";
import { type ColumnTypes, columnSql, policySql, tableSql, whereSql } from "#lib/engine/trino/table.ts";
import { AppError } from "#lib/errors.ts";

/** Texts are read again and again: for the gate, to run, to export. */
const KEPT = 500;
/** Longer than any statement that a person writes takes. */
const READ_MS = 5_000;
const OURS = "tst_dataset_";

export interface Prepared {
  readonly sql: string;
  readonly place: (line: number, column: number) => { readonly line: number; readonly column: number } | null;
}

export class Gate {
  readonly #thread = new ParserThread<Read>({
    entry: new URL("./parser-worker.ts", import.meta.url),
    name: "touchstone-trino-gate",
    readMs: READ_MS,
    broken: {
      kind: "refused",
      reason: "The statement takes too long to be read. Write it shorter or in several steps.",
      at: null,
      syntax: false,
    },
  });
  readonly #known = new LRUCache<string, Read>({ max: KEPT, maxSize: 4_000_000, sizeCalculation: (_read, text) => text.length + 1_000 });
  readonly #policies = new LRUCache<string, boolean>({ max: 5_000 });

  async analyze(text: string, signal: AbortSignal): Promise<Analyzed> {
    if (text.toLowerCase().includes(OURS))
      return {
        kind: "refused",
        reason: `Names that begin with ${OURS} are Touchstone's own.`,
        at: text.toLowerCase().indexOf(OURS),
        syntax: false,
      };
    const read = await this.#read(text, signal);
    if (read.kind === "refused") return read;
    const { mentions, parameters } = read.reading;
    return { kind: "passed", tables: mentions.map(({ name, at }) => ({ name, at })), parameters };
  }

  /**
   * The statement with the reader's view of each dataset in front.
   * @param contexts types and mask keys of the datasets, in their order
   * @throws AppError TS-QUERY-002 when a table would be left that is none of ours
   */
  async prepare(sql: GuardedSql, contexts: readonly { types: ColumnTypes; secret: string }[], signal: AbortSignal): Promise<Prepared> {
    const read = await this.#read(sql.text, signal);
    if (read.kind === "refused") throw new AppError("TS-QUERY-002", read.reason);
    const tables = sql.datasets.map(({ relation, columns, rows }, index) => {
      if (relation.kind !== "table") throw new TypeError("only tables of Trino are read here");
      const { types, secret } = contexts[index] ?? { types: new Map(), secret: "" };
      const there = columns.filter(({ name }) => types.has(name.toLowerCase()));
      const fields = there.map((column) => `${columnSql(column, types, secret).sql} AS ${quoteName(column.name)}`);
      return {
        columns: there.length === 0 ? ["nothing"] : there.map(({ name }) => name),
        query: `SELECT ${fields.length === 0 ? "1 AS nothing" : fields.join(", ")} FROM ${tableSql(relation)}${whereSql(rows)}`,
      };
    });
    const prelude = withPrelude(sql, read.reading, tables);
    await this.#verify(prelude.sql, sql, signal);
    if (sql.params.length === 0) return prelude;
    const values = sql.params.map(literalSql).join(", ");
    return { sql: `EXECUTE IMMEDIATE ${literalSql(prelude.sql)} USING ${values}`, place: prelude.place };
  }

  /** A row policy is one condition over columns. @throws AppError TS-ACCESS-001 otherwise: then nobody sees a row */
  async checkPolicy(rows: RowPolicy | null, signal: AbortSignal): Promise<void> {
    if (rows === null) return;
    const condition = policySql(rows);
    let passed = this.#policies.get(condition);
    if (passed === undefined) {
      // Bare and in brackets: what ends the bracket, or goes on behind it, cannot be read in both ways.
      const reads = await Promise.all(
        [`SELECT ${condition}\nFROM tst_policy`, `SELECT (\n${condition}\n) FROM tst_policy`].map((text) => this.#read(text, signal)),
      );
      passed = reads.every(
        (read) =>
          read.kind === "read" &&
          read.reading.parameters === 0 &&
          !read.reading.queries &&
          !read.reading.chance &&
          read.reading.mentions.length === 1 &&
          sameName(read.reading.mentions[0]?.name ?? [], ["tst_policy"]),
      );
      this.#policies.set(condition, passed);
    }
    if (!passed) throw policyClosed();
  }

  async close(): Promise<void> {
    await this.#thread.close();
  }

  /** Reads what is about to be sent: every table in it is one that a binding names. */
  async #verify(text: string, sql: GuardedSql, signal: AbortSignal): Promise<void> {
    const read = await this.#thread.read(text, signal);
    const ours = sql.datasets.flatMap(({ relation }) => (relation.kind === "table" ? [partsOf(tableSql(relation))] : []));
    const clean = read.kind === "read" && read.reading.mentions.every(({ name }) => ours.some((own) => sameName(own, name)));
    if (!clean || read.reading.mentions.length !== sql.datasets.length)
      throw new AppError(
        "TS-QUERY-002",
        "This statement cannot be run safely on its source. Write it without names that stand for two things.",
      );
  }

  async #read(text: string, signal: AbortSignal): Promise<Read> {
    const known = this.#known.get(text);
    if (known !== undefined) return known;
    const read = await this.#thread.read(text, signal);
    this.#known.set(text, read);
    return read;
  }
}

/** The names in a quoted path. */
function partsOf(quoted: string): readonly string[] {
  return [...quoted.matchAll(/"((?:[^"]|"")*)"/g)].map(([, part = ""]) => part.replaceAll('""', '"'));
}
