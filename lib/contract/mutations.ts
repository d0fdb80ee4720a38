/** For tests: catalog files of every kind, and seeded ways to break them. */
const SHORT = `data_catalog:
  datasets:
    customer_segmentation:
      description: "ML-based customer segments updated daily"
      owner: "data-science-team"
      sla: "Updated by 6 AM EST daily"
      freshness: "< 24 hours"
      quality_score: 98%
      schema:
        - customer_id: STRING (PK)
        - segment: STRING (high_value|medium_value|low_value|churned)
        - confidence: FLOAT (0-1) -- how sure
        - updated_at: TIMESTAMP
      access:
        query: "SELECT * FROM prod.customer_segmentation"
      usage_examples:
        - name: "Marketing"
          sql: |
            SELECT customer_id
            FROM customer_segmentation
monitors:
  - {name: Volume, type: volume, table: customer_segmentation, threshold: 10%}
quality_scores:
  - {dataset: customer_segmentation, score: 98%, measured_at: 2026-11-22T06:00:00Z, source: job}
`;
export const LONG = `data_catalog:
  title: Shop
  datasets:
    orders: &orders
      title: Orders
      description: One row per order.
      domain: commerce
      owner: order-platform
      tags: [core]
      terms: [order]
      tier: 1
      status: active
      docs: orders.mdx
      source: {source: warehouse, files: "orders/*.parquet"}
      sla: {by: "06:00", timezone: Europe/Berlin, every: week, on: [mon], grace: 30m, target: 99%}
      freshness: {max_age: 24h, warn_after: 12h, column: updated_at}
      schema:
        - order_id: STRING (PK) -- stable
        - customer_id: STRING (FK -> customers.customer_id)
        - total: {type: "DECIMAL(12,2)", min: 0, exclusive: min, pattern: "^[0-9]+$", mask: {as: hash, except: [crm]}}
        - updated_at: TIMESTAMP
      checks:
        - row_count: {min: 1, max: 10}
        - not_null: total
          severity: critical
        - sql: SELECT 1
      monitors: [{type: distribution, column: total}]
      lineage: {upstream: [raw]}
      version: 1.4.0
      aliases: [facts]
      access: {visibility: restricted, readers: [finance], mask: {total: hide}, rows: "a = 1"}
      custom: {a: [1, {b: null}]}
    copy:
      <<: *orders
      title: Copy
  glossary: {order: {definition: Bought, synonyms: [sale], related: [order]}}
  owners: {order-platform: {title: P, email: p@example.com, alerts: [{slack: {env: TOUCHSTONE_ALERT_P}}]}}
  domains: {commerce: {title: Commerce}}
  sources: {warehouse: {engine: duckdb, files: ./data}}
  metrics: {revenue: {dataset: orders, measure: sum(total), dimensions: [total]}}
  policy: {default_visibility: everyone, classifications: {pii: {mask: partial, except: [x]}}, dimension_weights: {validity: 2}, roles: {admin: [root]}}
`;
const ODCS = `apiVersion: v3.1.0
kind: DataContract
name: shop
status: active
team: {name: t, members: [{username: u, role: Owner}]}
schema:
  - name: orders
    physicalName: sales.orders
    properties:
      - {name: id, logicalType: string, primaryKey: true, logicalTypeOptions: {pattern: "a+"}}
      - name: s
        quality: [{metric: invalidValues, mustBe: 0, arguments: {validValues: [a, b]}}]
        relationships: [{to: orders.id}]
    quality: [{metric: rowCount, mustBeBetween: [1, 5]}]
slaProperties:
  - {property: freshness, value: 24, unit: h, element: orders.id}
  - {property: timeOfAvailability, value: "06:00-05:00"}
`;
export const TEXTS: readonly string[] = [SHORT, LONG, ODCS];

const HOSTILE = [
  "~",
  "null",
  "true",
  "3",
  "-1",
  ".nan",
  ".inf",
  "-.inf",
  "1e999",
  "98%",
  "2026-11-22",
  "0x1F",
  "''",
  "[]",
  "{}",
  "[[[]]]",
  "[1, {a: b}]",
  "{a: {b: c}}",
  "!!binary aGk=",
  "!!set {a}",
  "!foo bar",
  "*orders",
  "*nobody",
  "&x y",
  "|",
  ">-",
  '"\\0"',
  '"\\uD800"',
  '"\\x41"',
  "@",
  "`",
  "%",
  "__proto__",
  "constructor",
  "toString",
  "<<",
  "? a",
  "{__proto__: {x: 1}}",
  "{constructor: {prototype: {x: 1}}}",
  "{hasOwnProperty: 1}",
  "[*orders, *orders]",
  "{<<: *orders}",
  "x: y: z",
  "- - -",
  "\u202E",
  "\uFEFF",
  "\u0000",
  "\t",
  "\r",
  "(".repeat(600),
  "a|".repeat(900),
  "9".repeat(400),
  "'".repeat(301),
  "{".repeat(100),
  "- ".repeat(100),
  "a".repeat(70_000),
  "-- ".repeat(400),
  "<".repeat(400),
  "1h".repeat(500),
  "by 6 AM ".repeat(60),
];

export interface Random {
  readonly below: (limit: number) => number;
  readonly pick: <T>(items: readonly [T, ...T[]] | readonly T[]) => T;
}

/** mulberry32: small, seeded, the same on every machine. */
export function randomOf(seed: number): Random {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const below = (limit: number) => Math.floor(next() * limit);
  return {
    below,
    pick: (items) => {
      const item = items[below(items.length)];
      if (item === undefined) throw new Error("nothing to pick from");
      return item;
    },
  };
}

type Mutation = (text: string, random: Random) => string;

function onLine(change: (line: string, random: Random, lines: readonly string[]) => readonly string[]): Mutation {
  return (text, random) => {
    const lines = text.split("\n");
    const at = random.below(lines.length);
    return lines.flatMap((line, index) => (index === at ? change(line, random, lines) : [line])).join("\n");
  };
}

const MUTATIONS: readonly Mutation[] = [
  onLine(() => []),
  onLine((line) => [line, line]),
  onLine((line, random, lines) => [random.pick(lines), line]),
  onLine((line) => [[...line].reverse().join("")]),
  onLine((line, random) => [" ".repeat(random.below(9)) + line]),
  onLine((line) => [line.trimStart()]),
  onLine((line) => [line.replace(/ {2}/, "\t")]),
  onLine((line, random) => [line.replace(/: .*$/, () => `: ${random.pick(HOSTILE)}`)]),
  onLine((line, random) => [line.replace(/[\w-]+:/, () => `${random.pick(HOSTILE)}:`)]),
  onLine((line, random) => [line.replace(/(?<=[[{,:] )[^,[\]{}]+/, () => random.pick(HOSTILE))]),
  (text, random) => {
    const at = random.below(text.length);
    return text.slice(0, at) + random.pick(HOSTILE) + text.slice(at + random.below(4));
  },
  (text, random) => text.slice(0, random.below(text.length)),
  (text, random) => text.slice(random.below(text.length)),
  (text) => text.replaceAll("\n", "\r\n"),
  (text) => text.replaceAll("\n", "\r"),
  (text) => `\uFEFF${text}`,
  (text, random) => `${text}\n---\n${random.pick(TEXTS)}`,
  (text, random) => `${text}\n${random.pick(TEXTS)}`,
  (text, random) =>
    text.replaceAll(random.pick([":", "-", " ", "[", "{", "a", "'", '"', "(", ",", "|"]), () =>
      random.pick([":", "-", "\t", "]", "}", "\u0000", "'", "*", "&", "?"]),
    ),
  (text) => text.replace("datasets:", "datasets: &all\n    self: *all\n   "),
];

/** One of the texts after one to four mutations. */
export function mutatedText(random: Random): string {
  let text = random.pick(TEXTS);
  for (let times = 1 + random.below(4); times > 0; times -= 1) text = random.pick(MUTATIONS)(text, random);
  return text;
}
