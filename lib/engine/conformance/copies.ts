/** A statement's whole result as a file. */
import { beforeAll, expect, test } from "vitest";
import { askerOf, bind, type StatementHarness } from "#lib/engine/conformance/statement.ts";
import { limits } from "#lib/engine/conformance.ts";
import type { CopyFormat } from "#lib/engine/engine.ts";
import type { DatasetBinding, GuardedSql } from "#lib/engine/guarded-sql.ts";
import type { Relation } from "#lib/engine/relation.ts";

/** How a file of each format begins. */
const BEGINS: Readonly<Record<CopyFormat["format"], RegExp>> = {
  csv: /^n,word,amount\n/,
  json: /^\s*\[/,
  ndjson: /^\{"n":/,
  parquet: /^PAR1/,
  arrow: /^ARROW1/,
  xlsx: /^PK/,
};

const formatOf = (format: CopyFormat["format"]): CopyFormat => (format === "csv" ? { format, safe: false } : { format });

export function copiesStatements(harness: StatementHarness, formats: readonly CopyFormat["format"][]): void {
  const { engine, relationOf } = harness;
  const { guard, run } = askerOf(harness);

  let nums: Relation;
  let many: Relation;
  beforeAll(async () => {
    nums = await relationOf("SELECT i::BIGINT AS n, 'w' || i AS word, (i * 1.5)::DECIMAL(12,2) AS amount FROM range(300) t(i)");
    many = await relationOf("SELECT i::BIGINT AS n, CASE WHEN i = 299999 THEN 'none' ELSE i::VARCHAR END AS word FROM range(300000) t(i)");
  }, 60_000);
  const datasets = (): readonly DatasetBinding[] => [
    bind("nums", nums, { n: null, word: null, amount: null }),
    bind("many", many, { n: null, word: null }),
  ];
  const TEXT = "SELECT n, word, amount FROM nums WHERE n < 250 ORDER BY n DESC -- all";

  async function readAll(sql: GuardedSql, format: CopyFormat) {
    const { bytes, done } = await engine().copySql(sql, format, limits());
    const chunks: Buffer[] = [];
    for await (const chunk of bytes) chunks.push(chunk as Buffer);
    return { file: Buffer.concat(chunks), rows: (await done).rows };
  }

  test.for(formats)("as %s has every row once", async (format) => {
    const { file, rows } = await readAll(guard(TEXT, datasets()), formatOf(format));
    expect(rows).toBe(250);
    expect(file.toString("latin1")).toMatch(BEGINS[format]);
    const page = await run(TEXT, datasets());
    const objects = page.rows.map(([n, word, amount]) => ({ n, word, amount }));
    const text = file.toString();
    if (format === "csv") expect(text).toBe(`n,word,amount\n${page.rows.map((row) => `${row.join(",")}\n`).join("")}`);
    if (format === "json") expect(JSON.parse(text)).toEqual(objects);
    if (format === "ndjson")
      expect(
        text
          .trimEnd()
          .split("\n")
          .map((line): unknown => JSON.parse(line)),
      ).toEqual(objects);
  });

  test("is the same bytes twice", async () => {
    const [one, two] = [await readAll(guard(TEXT, datasets()), formatOf("csv")), await readAll(guard(TEXT, datasets()), formatOf("csv"))];
    expect(one.file.equals(two.file)).toBe(true);
  });

  test("without rows is still one", async () => {
    const { file, rows } = await readAll(guard("SELECT n, word, amount FROM nums WHERE n < 0", datasets()), formatOf("csv"));
    expect([file.toString(), rows]).toEqual(["n,word,amount\n", 0]);
  });

  test("fails before its first byte where the statement does", async () => {
    const ask = engine().copySql(guard("SELECT nope FROM nums", datasets()), formatOf("csv"), limits());
    await expect(ask).rejects.toMatchObject({ code: "TS-QUERY-001" });
  });

  test("that fails in the middle breaks and is never whole", async () => {
    // The last row cannot be converted; where the engine notices that before the first byte, that is just as well.
    const whole = readAll(guard("SELECT n, CAST(word AS INTEGER) AS w FROM many", datasets()), formatOf("csv"));
    await expect(whole).rejects.toThrow();
    expect((await run("SELECT count(*) AS n FROM nums", datasets())).rows).toEqual([[300]]);
  });

  test("that nobody reads to its end frees its place", async () => {
    for (let round = 0; round < 3; round += 1) {
      const { bytes, done } = await engine().copySql(guard("SELECT * FROM many", datasets()), formatOf("csv"), limits());
      bytes.destroy();
      await expect(done).rejects.toThrow();
    }
    expect((await run("SELECT count(*) AS n FROM nums", datasets())).rows).toEqual([[300]]);
  });
}
