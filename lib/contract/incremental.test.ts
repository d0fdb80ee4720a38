import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Catalog } from "#lib/contract/contract.ts";
import { parseDoc } from "#lib/contract/doc.ts";
import type { PublishedNames } from "#lib/contract/held-names.ts";
import { type ParseCatalogOptions, type ParsedCatalog, parseCatalog } from "#lib/contract/parse-catalog.ts";
import { ParseMemory } from "#lib/contract/parse-memory.ts";

const NAMES = ["orders", "customers", "shops", "shop_orders"];
const WORDS = [...NAMES, "Orders", "facts", "ordrs", "nobody"];
const name = fc.constantFrom(...NAMES);
const word = fc.constantFrom(...WORDS);
const sometimes = (text: fc.Arbitrary<string>) => fc.option(text, { nil: "" });

const column = fc.oneof(
  fc.constantFrom("id: STRING (PK)", "email: STRING (PII)", "updated_at: TIMESTAMP", "n: {type: INT, term: order}", "Id: INT"),
  fc.tuple(word, fc.constantFrom("", ".id", ".email", ".idd")).map(([to, at]) => `ref: STRING (FK -> ${to}${at})`),
);
const line = fc.oneof(
  fc.constantFrom("docs: a.mdx", "docs: b.mdx"),
  word.map((to) => `lineage: {upstream: [${to}]}`),
  word.map((to) => `replaced_by: ${to}`),
  word.map((to) => `aliases: [${to}]`),
  word.map((to) => `checks: [{relationships: {column: id, to: ${to}.id}}, {not_null: email}]`),
  fc.constantFrom("domain: commerce", "domain: comerce", "terms: [order, ordre]", "freshness: 24h"),
  fc.constantFrom("source: files.x", "source: lake.x", "source: {files: x.csv}", 'access: {query: "SELECT * FROM x", mask: {email: hide}}'),
  fc.constantFrom("tier: 9", "nonsense: 1", "monitors: [{type: distribution, column: email}]"),
);
const dataset = fc
  .tuple(
    name,
    fc.constantFrom("shop", "Shop", "shpo"),
    fc.array(column, { minLength: 1, maxLength: 3 }),
    fc.uniqueArray(line, { maxLength: 3, selector: (text) => text.split(":")[0] }),
  )
  .map(([id, owner, columns, lines]) =>
    [
      `    ${id}:`,
      "      description: d",
      `      owner: ${owner}`,
      ...lines.map((text) => `      ${text}`),
      "      schema:",
      ...columns.map((text) => `        - ${text}`),
    ].join("\n"),
  );
const section = fc.oneof(
  fc.constantFrom("owners: {shop: {title: Shop}}", "owners: {shpo2: {title: S}}", "domains: {commerce: {docs: a.mdx}}"),
  fc.constantFrom("sources: {files: {engine: duckdb, files: ./data}}", "sources: {lake: {engine: trino, url: {env: L}, catalog: c}}"),
  fc.constantFrom("glossary: {order: {definition: d, related: [ordre], docs: b.mdx}}", "title: T", "title: U"),
  fc.constantFrom("policy: {default_visibility: restricted}", "policy: {classifications: {pii: {mask: hash}}}"),
  word.map((of) => `metrics: {revenue: {dataset: ${of}, measure: count(*), dimensions: [email]}}`),
);
const native = fc
  .tuple(
    fc.array(dataset, { maxLength: 3 }),
    fc.uniqueArray(section, { maxLength: 2, selector: (text) => text.split(":")[0] }),
    sometimes(word),
  )
  .map(([datasets, sections, table]) =>
    [
      "data_catalog:",
      ...(datasets.length > 0 ? ["  datasets:", ...datasets] : []),
      ...sections.map((text) => `  ${text}`),
      ...(table === ""
        ? []
        : [`monitors: [{type: volume, table: ${table}}]`, `quality_scores: [{dataset: ${table}, score: 9%, measured_at: 2026-11-22}]`]),
      "",
    ].join("\n"),
  );
const odcs = fc
  .tuple(fc.uniqueArray(name, { minLength: 1, maxLength: 2 }), word, fc.constantFrom("files", "lake"))
  .map(
    ([objects, to, server]) =>
      `apiVersion: v3.1.0\nkind: DataContract\nname: contract\nservers: [{server: ${server}, schema: s}]\nschema:\n${objects
        .map((id) => `  - {name: ${id}, physicalName: t, properties: [{name: id, relationships: [{to: ${to}.id}]}]}\n`)
        .join("")}`,
  );
const text = fc.oneof(
  { weight: 6, arbitrary: native },
  { weight: 2, arbitrary: odcs },
  { weight: 1, arbitrary: fc.constantFrom("", "[", "a: [b", "x: 1") },
);
const document = fc.constantFrom("# A", '<Dataset name="orders" />', '<Column name="email" />', '<Metric name="revenue" /> <Bad />');

const edit = fc.oneof(
  { weight: 5, arbitrary: fc.record({ path: fc.constantFrom("a.yaml", "b.yaml", "c/d.yaml", "e.yml"), text: fc.option(text) }) },
  { weight: 2, arbitrary: fc.record({ path: fc.constantFrom("a.mdx", "b.mdx", "c/a.mdx"), text: fc.option(document) }) },
);
const around = fc.record(
  {
    defaultVisibility: fc.constantFrom("everyone" as const, "signed-in" as const),
    maxDatasets: fc.constantFrom(2, 100),
    unreadable: fc.constantFrom<readonly string[]>([], ["c/"]),
    isPublished: fc.boolean(),
  },
  { requiredKeys: ["defaultVisibility", "isPublished"] },
);

function publishedOf({ datasets, terms, owners, domains, sources }: Catalog): PublishedNames {
  return {
    datasets: datasets.map(({ name: id, position }) => ({ id, position })),
    terms: terms.map(({ slug, position }) => ({ id: slug, position })),
    owners,
    domains,
    sources,
  };
}

describe("parsing again with what is remembered", () => {
  test("gives what parsing for the first time gives, after any edits", () => {
    let reused = 0;
    fc.assert(
      fc.property(fc.array(fc.tuple(edit, around), { minLength: 2, maxLength: 12 }), (steps) => {
        const memory = new ParseMemory();
        const texts = new Map([
          ["a.mdx", "# A"],
          ["b.mdx", "# B"],
        ]);
        let before: ParsedCatalog | null = null;
        for (const [{ path, text: now }, { isPublished, ...more }] of steps) {
          if (now === null) texts.delete(path);
          else texts.set(path, now);
          const files = [...texts].flatMap(([file, content]) => (file.endsWith(".mdx") ? [] : [{ path: file, text: content }]));
          const options: ParseCatalogOptions = {
            ...more,
            docs: (file) => texts.get(file) ?? null,
            parseDoc,
            lastPolicy: isPublished ? (before?.catalog.policy ?? null) : null,
            ...(isPublished && before !== null ? { published: publishedOf(before.catalog) } : {}),
          };
          const again = parseCatalog(files, options, memory);
          const fresh = parseCatalog(files, options);
          if (!isDeepStrictEqual(again, fresh)) expect(again).toEqual(fresh);
          const known = new Set(before?.catalog.datasets);
          reused += again.catalog.datasets.filter((contract) => known.has(contract)).length;
          before = again;
        }
      }),
      { numRuns: 300, seed: 20261122 },
    );
    // The memory must do its work, or the comparison says nothing.
    expect(reused).toBeGreaterThan(200);
  }, 60_000);

  test("links nothing again that did not change, whatever else a new file defines", () => {
    const memory = new ParseMemory();
    const options: ParseCatalogOptions = { docs: () => null, parseDoc, defaultVisibility: "everyone" };
    const of = (id: string, more = "") => ({
      path: `${id}.yaml`,
      text: `data_catalog:\n  datasets:\n    ${id}: {description: d, owner: o, schema: [{id: INT}]${more}}\n`,
    });
    const first = parseCatalog([of("a"), of("b", ", lineage: {upstream: [c]}")], options, memory);
    const second = parseCatalog([of("a"), of("b", ", lineage: {upstream: [c]}"), of("c")], options, memory);
    expect(second.catalog.datasets[0]).toBe(first.catalog.datasets[0]);
    expect(second.catalog.datasets[1]).not.toBe(first.catalog.datasets[1]);
    expect(first.problems.filter(({ code }) => code === "TS-LINK-001")).toHaveLength(1);
    expect(second.problems.filter(({ code }) => code === "TS-LINK-001")).toHaveLength(0);
  });
});
