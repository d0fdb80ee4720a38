import { describe, expect, test } from "vitest";
import { parseDoc } from "#lib/contract/doc.ts";
import { mustHave, parseOrders, parseTexts, placesOf } from "#lib/contract/testing.ts";

const CUSTOMERS =
  '    customers: {description: d, owner: shop, aliases: [clients, "dbt:shop.customers"], schema: [{customer_id: STRING (PK)}, {name: STRING}]}\n';

describe("links", () => {
  test("owners, terms and domains that are not defined are warnings with the nearest one", () => {
    const rest = "  owners: {shopp: {title: S}}\n  glossary: {revenue: Money}\n  domains: {commerce: }\n";
    const { problems, orders } = parseOrders("terms: [revenu]\ndomain: comerce", rest);
    expect(orders).not.toBeNull();
    expect(
      problems
        .filter(({ code }) => code.startsWith("TS-LINK-00") && code < "TS-LINK-005")
        .map(({ level, code, hint }) => `${level} ${code} ${hint}`),
    ).toEqual([
      "warning TS-LINK-002 Did you mean 'shopp'?",
      "warning TS-LINK-003 Did you mean 'revenue'?",
      "warning TS-LINK-004 Did you mean 'commerce'?",
    ]);
  });

  test("a foreign key leads to a column; just a dataset means its key", () => {
    const reading = parseOrders(
      "schema:\n  - a: STRING (FK -> clients.CUSTOMER_ID)\n  - b: STRING (FK -> customers)\n  - c: STRING (FK -> customers.nmae)\n  - d: STRING (FK -> custmers.x)\n  - e: INT (FK -> orders.a)",
      CUSTOMERS,
    );
    expect(mustHave(reading).columns.map(({ references }) => references)).toEqual([
      "customers.customer_id",
      "customers.customer_id",
      "customers.nmae",
      "custmers.x",
      "orders.a",
    ]);
    expect(reading.problems.filter(({ code }) => code === "TS-LINK-006" || code === "TS-LINK-001")).toMatchObject([
      { code: "TS-LINK-006", level: "warning", hint: "Did you mean 'name'?", position: { line: 9 } },
      { code: "TS-LINK-001", level: "warning", hint: "Did you mean 'customers'?", position: { line: 10 } },
    ]);
  });

  test("lineage and successors are found by alias; an unknown one stays as written", () => {
    const reading = parseOrders("lineage: {upstream: [clients, raw_orders]}\nreplaced_by: Customers", CUSTOMERS);
    expect(mustHave(reading)).toMatchObject({ upstream: ["customers", "raw_orders"], replacedBy: "customers" });
    expect(placesOf(reading.problems, "TS-LINK-001")).toEqual(["warning TS-LINK-001 c.yaml:6"]);
  });

  test("an alias that another dataset has is dropped with a warning", () => {
    const reading = parseOrders("aliases: [customers, clients, sales]", CUSTOMERS);
    expect(mustHave(reading).aliases).toEqual(["clients", "sales"]);
    expect(placesOf(reading.problems, "TS-DUP-001")).toEqual(["warning TS-DUP-001 c.yaml:6", "warning TS-DUP-001 c.yaml:8"]);
  });

  test("root monitors join the dataset that their table names, by name or by relation", () => {
    const rest =
      "  sources: {w: {engine: duckdb, files: ./data}}\nmonitors:\n  - {type: volume, table: Orders}\n  - {type: distribution, table: w.sales.orders, column: emial}\n  - {type: volume, table: ordres}\n";
    const reading = parseOrders("source: w.sales.orders", rest);
    expect(mustHave(reading).monitors).toMatchObject([
      { type: "volume", dataset: "orders" },
      { type: "distribution", column: "emial" },
    ]);
    expect(mustHave(reading).promises.filter(({ kind }) => kind === "monitor")).toHaveLength(2);
    expect(
      reading.problems
        .filter(({ code }) => code.startsWith("TS-LINK-00"))
        .map(({ code, position, hint }) => `${code} ${position.line} ${hint}`),
    ).toEqual(expect.arrayContaining(["TS-LINK-006 11 Did you mean 'email'?", "TS-LINK-001 12 Did you mean 'orders'?"]));
  });

  test("metrics and reported scores are linked too", () => {
    const rest =
      "  metrics: {revenue: {dataset: Orders, measure: sum(id), time: placed, dimensions: [email]}}\nquality_scores:\n  - {dataset: orders, score: 98%, measured_at: 2026-11-22T06:00:00+01:00, source: job}\n  - {dataset: ordres, score: 97, measured_at: 2026-11-22}\n";
    const { catalog, problems } = parseOrders("", rest);
    expect(catalog.metrics).toMatchObject([
      { name: "revenue", title: "Revenue", dataset: "orders", time: "placed", dimensions: ["email"] },
    ]);
    expect(catalog.qualityReports).toMatchObject([
      { dataset: "orders", score: 98, measuredAt: "2026-11-22T05:00:00.000Z", source: "job" },
      { dataset: "ordres", score: 97, measuredAt: "2026-11-22T00:00:00.000Z", source: "catalog" },
    ]);
    expect(placesOf(problems, "TS-LINK-006")).toEqual(["warning TS-LINK-006 c.yaml:7"]);
    expect(placesOf(problems, "TS-LINK-001")).toEqual(["warning TS-LINK-001 c.yaml:10"]);
  });

  test.each([
    "{dataset: orders, score: 101, measured_at: 2026-11-22}",
    "{dataset: orders, score: 98, measured_at: 2026-02-31}",
    "{dataset: orders, score: 98, measured_at: yesterday}",
    "{dataset: orders, score: high, measured_at: 2026-11-22}",
    "text",
  ])("the score %s is an error", (item) => {
    const { catalog, problems } = parseOrders("", `quality_scores: [${item}]\n`);
    expect(catalog.qualityReports).toEqual([]);
    expect(problems.some(({ level, position }) => level === "error" && position.line === 7)).toBe(true);
  });
});

describe("the data source", () => {
  const ONE = "  sources: {w: {engine: duckdb, files: ./data}}\n";
  const TWO = "  sources: {w: {engine: duckdb, files: ./data}, lake: {engine: trino, url: {env: TOUCHSTONE_SOURCE_LAKE}}}\n";

  test("is the source's id and then the relation", () => {
    expect(mustHave(parseOrders("source: w.sales.orders", TWO)).source).toEqual({ source: "w", relation: "sales.orders", files: null });
    expect(mustHave(parseOrders("source: w", TWO)).source).toEqual({ source: "w", relation: "orders", files: null });
    expect(mustHave(parseOrders("source: {source: w, files: orders/*.parquet}", TWO)).source).toEqual({
      source: "w",
      relation: null,
      files: "orders/*.parquet",
    });
    expect(mustHave(parseOrders("source: {files: orders.csv}", ONE)).source).toEqual({ source: "w", relation: null, files: "orders.csv" });
  });

  test("comes from access.query in the only source when none is said", () => {
    const orders = mustHave(parseOrders('access: {query: "SELECT * FROM prod.orders;"}', ONE));
    expect(orders.source).toEqual({ source: "w", relation: "prod.orders", files: null });
    expect(orders.inferred).toContain("source");
    expect(mustHave(parseOrders('access: {query: "SELECT * FROM prod.orders WHERE x"}', ONE)).source).toBeNull();
  });

  test("missing, ambiguous or unknown is said plainly", () => {
    expect(placesOf(parseOrders("", ONE).problems, "TS-LINK-007")).toEqual(["note TS-LINK-007 c.yaml:3"]);
    const several = parseOrders('access: {query: "SELECT * FROM prod.orders"}', TWO);
    expect(mustHave(several).source).toEqual({ source: null, relation: "prod.orders", files: null });
    expect(several.problems.find(({ code }) => code === "TS-LINK-007")?.message).toContain("several sources");
    expect(
      parseOrders('access: {query: "SELECT * FROM prod.orders"}').problems.find(({ code }) => code === "TS-LINK-007")?.message,
    ).toContain("no source");
    const unknown = parseOrders("source: lak.sales.orders", TWO);
    expect(mustHave(unknown).source).toEqual({ source: "lak", relation: "sales.orders", files: null });
    expect(unknown.problems.find(({ code }) => code === "TS-LINK-005")).toMatchObject({ level: "warning", hint: "Did you mean 'lake'?" });
  });

  test.each([
    "{files: ../x.csv}",
    "{files: /etc/passwd}",
    "{files: 's3://b/x'}",
    "{files: 'a\\b'}",
    "{source: w}",
    "w.a; DROP TABLE x",
    '{relation: "a b"}',
  ])("%s is refused", (text) => {
    expect(parseOrders(`source: ${text}`, ONE).orders).toBeNull();
  });
});

describe("documents", () => {
  const tree = { doc: { file: "team/x.mdx", tree: { type: "root" }, text: "x" }, problems: [] };

  test("are found beside the file that names them, and parsed once", () => {
    const parsed: string[] = [];
    const text =
      "data_catalog:\n  datasets:\n    x: {description: d, owner: o, schema: [{a: INT}], docs: x.mdx}\n  glossary: {t: {definition: d, docs: ./x.mdx}}\n";
    const { catalog } = parseTexts(
      { "team/a.yaml": text },
      {
        docs: (file) => (file === "team/x.mdx" ? "# X" : null),
        parseDoc: (file) => {
          parsed.push(file);
          return tree;
        },
      },
    );
    expect(parsed).toEqual(["team/x.mdx"]);
    expect([catalog.datasets[0]?.doc, catalog.terms[0]?.doc]).toEqual([tree.doc, tree.doc]);
  });

  test("name only what there is, and each place that does not is reported once", () => {
    const names = ["orders", "ordres", "Facts"].map((name) => `<Dataset name="${name}" />`);
    const columns = ['name="id"', 'name="idd"', 'dataset="orders" name="emial"', 'dataset="nowhere" name="x"'];
    const text = [...names, ...columns.map((at) => `<Column ${at} />`), '<Term slug="trm" />', '<Metric name="revenu" />'].join("\n\n");
    const more = `    copy: {description: d, owner: o, docs: x.mdx, schema: [{id: INT}]}
  glossary: {term: {definition: d, docs: x.mdx}}
  metrics: {revenue: {dataset: orders, measure: count(*)}}\n`;
    const { problems } = parseOrders("docs: x.mdx\naliases: [facts]", more, { docs: () => text, parseDoc });
    const told = problems.filter(({ position }) => position.file === "x.mdx");
    expect(told.map(({ code, level, position, hint }) => `${code} ${level} ${position.line} ${hint}`)).toEqual([
      "TS-LINK-001 warning 3 Did you mean 'orders'?",
      // In the term's document, the column belongs to no dataset.
      'TS-LINK-006 warning 7 Write `<Column dataset="…" name="…" />`.',
      "TS-LINK-006 warning 9 Did you mean 'id'?",
      "TS-LINK-006 warning 11 Did you mean 'email'?",
      "TS-LINK-001 warning 13 null",
      "TS-LINK-003 warning 15 Did you mean 'term'?",
      "TS-LINK-008 warning 17 Did you mean 'revenue'?",
    ]);
    expect(told.every(({ dataset }, index) => dataset === (index === 1 ? null : "orders"))).toBe(true);
  });

  test("that are missing, outside or broken leave their dataset standing, with an error", () => {
    for (const path of ["none.mdx", "../../x.mdx", "/etc/x.mdx", "x.html"]) {
      const { orders, problems } = parseOrders(`docs: ${path}`);
      expect(orders?.doc).toBeNull();
      expect(placesOf(problems, "TS-DOC-001")).toEqual(["error TS-DOC-001 c.yaml:6"]);
    }
    const problem = {
      code: "TS-DOC-002",
      level: "error",
      position: { file: "x.mdx", line: 2, column: 1 },
      message: "m",
      hint: null,
      dataset: null,
    } as const;
    const broken = parseOrders("docs: x.mdx", "", { docs: () => "<", parseDoc: () => ({ doc: null, problems: [problem] }) });
    expect(broken.orders?.doc).toBeNull();
    expect(broken.problems).toContainEqual({ ...problem, dataset: "orders" });
  });
});
