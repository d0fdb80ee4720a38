/** For the canary test: a catalog and its data in which everything that somebody may not know begins with `zq`. */
import { copyFileSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { openHarness } from "#lib/engine/duckdb/harness.ts";

/** What is planted, by who may know it. All of it is longer than what chance writes into a digest. */
export const CANARIES = {
  /** Names, words and values of a dataset for `finance` alone. */
  dataset: /zqhidden/i,
  /** A column for `finance` alone. */
  column: /zqcolumn/i,
  /** Values that are masked for all but `finance`. */
  masked: /zqmailbox|zqnotice|zqphones|zqnumber|1985-03-04/i,
  /** Rows of a dataset that everybody may see and `finance` may read. */
  closed: /zqledger/i,
  /** Rows under a row policy, by country. */
  german: /zqrowde/i,
  french: /zqrowfr/i,
  chinese: /zqrowcn/i,
  /** The newest row of all is a hidden one. */
  newest: /09:08:07/,
  /** SQL of a reader in `finance`. */
  statement: /zqasked/i,
} as const;

export type Canary = keyof typeof CANARIES;

/** Rows of `sales` in all, and those of Germany. */
export const SALES = { all: 4_321, german: 3 };

const SHARED = `
data_catalog:
  policy: {attributes: [country]}
  owners:
    shop: {title: Shop, email: shop@example.com}
    zqhidden_owner: {title: Zqhidden owners, email: zqhidden@example.com, slack: "#zqhidden"}
  domains: {trade: {title: Trade}}
  glossary:
    order: {title: Order, definition: What is bought.}
  sources: {files: {engine: duckdb, files: ./data}}
  metrics:
    zqhidden_metric: {title: Zqhidden, dataset: zqhidden_pay, measure: sum(zqhidden_amount), term: order}
    zqcolumn_metric: {title: Zqcolumn, dataset: orders, measure: count(zqcolumn_margin), term: order}
`;

const HIDDEN = (words: string, column: string) => `
data_catalog:
  datasets:
    zqhidden_pay:
      title: Zqhidden pay
      description: ${words}
      owner: zqhidden_owner
      domain: trade
      tags: [zqhidden_tag]
      terms: [order]
      aliases: [wages-of-all]
      source: {source: files, files: zqhidden_file.csv}
      access: {visibility: restricted, readers: [finance]}
      lineage: {upstream: [sales]}
      schema: [{zqhidden_id: STRING (PK)}, {zqhidden_amount: INTEGER -- zqhidden amount}, {${column}: STRING}]
      usage_examples: [{name: zqhidden example, sql: SELECT zqhidden_id FROM zqhidden_pay}]
`;

const OPEN = (words: string, margin: string) => `
data_catalog:
  datasets:
    orders:
      description: ${words}
      owner: shop
      domain: trade
      terms: [order]
      source: {source: files, files: orders.csv}
      replaced_by: zqhidden_pay
      freshness: < 24 hours
      lineage: {upstream: [zqhidden_pay]}
      access: {mask: {zqcolumn_margin: {as: hide, except: [finance]}}}
      schema:
        - id: STRING (PK)
        - pay_id: STRING (FK -> zqhidden_pay.zqhidden_id)
        - email: {type: STRING, mask: {as: partial, except: [finance]}}
        - note: {type: STRING, mask: {as: redact, except: [finance]}}
        - phone: {type: STRING, mask: {as: "null", except: [finance]}}
        - number: {type: STRING, mask: {as: hash, except: [finance]}}
        - born: {type: DATE, mask: {as: year, except: [finance]}}
        - zqcolumn_margin: ${margin}
        - updated_at: TIMESTAMP
      checks:
        - {name: zqcolumn is there, sql: SELECT 1 FROM orders WHERE zqcolumn_margin IS NULL}
        - not_null: zqcolumn_margin
        - relationships: {column: pay_id, to: zqhidden_pay.zqhidden_id}
      usage_examples:
        - {name: hidden margin, sql: SELECT zqcolumn_margin FROM orders}
        - {name: hidden pay, sql: SELECT * FROM zqhidden_pay}
        - {name: how many, sql: SELECT count(*) FROM orders}
    sales:
      description: One row per sale.
      owner: shop
      domain: trade
      source: {source: files, files: sales.parquet}
      freshness: {max_age: 24h, column: updated_at}
      access: {rows: "country = \${user.country}"}
      schema: [{id: BIGINT (PK)}, {country: STRING}, {what: STRING}, {amount: BIGINT}, {updated_at: TIMESTAMP}]
    ledger:
      description: One row per booking.
      owner: shop
      domain: trade
      source: {source: files, files: zqledger_file.csv}
      access: {data: restricted, readers: [finance]}
      schema: [{id: STRING (PK)}, {booked: STRING}]
`;

/** Writes the first version, or the second one, which changes and drops things that must not be told. */
export function writeCatalog(folder: string, version: 1 | 2): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "shared.yaml"), SHARED);
  writeFileSync(
    join(folder, "hidden.yaml"),
    version === 1 ? HIDDEN("Zqhidden words.", "zqhidden_old") : HIDDEN("Other zqhidden words.", "zqhidden_new"),
  );
  writeFileSync(
    join(folder, "open.yaml"),
    version === 1
      ? OPEN("One row per order.", "{type: STRING, description: zqcolumn words}")
      : OPEN("One row for each order.", "{type: STRING, description: other zqcolumn words, values: [zqcolumn-a, zqcolumn-b]}"),
  );
}

export async function writeData(folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "zqhidden_file.csv"), "zqhidden_id,zqhidden_amount,zqhidden_new\nzqhidden-1,1,zqhidden-x\n");
  writeFileSync(join(folder, "zqledger_file.csv"), "id,booked\n1,zqledger-one\n2,zqledger-two\n");
  const orders = ["id,pay_id,email,note,phone,number,born,zqcolumn_margin,updated_at"];
  for (let index = 0; index < 5; index += 1)
    orders.push(
      `o${index},p${index},zqmailbox${index}@example.com,zqnotice${index},zqphones${index},zqnumber${index},1985-03-04,zqcolumn-a,2026-11-0${index + 1} 00:00:00`,
    );
  writeFileSync(join(folder, "orders.csv"), `${orders.join("\n")}\n`);
  const country = "CASE WHEN i < 3 THEN 'DE' WHEN i < 5 THEN 'FR' ELSE 'CN' END";
  const at = "CASE WHEN i = 4000 THEN TIMESTAMP '2026-11-19 09:08:07' ELSE TIMESTAMP '2026-11-01 00:00:00' END";
  const maker = await openHarness({ workers: 1, spares: 0 });
  const { paths } = await maker.relationOf(
    `SELECT i AS id, ${country} AS country, 'zqrow' || lower(${country}) || i AS what, i * 10 AS amount, ${at} AS updated_at FROM range(${SALES.all}) t(i)`,
  );
  for (const path of paths) copyFileSync(path, join(folder, "sales.parquet"));
  await maker.close();
}
