import { describe, expect, it } from "vitest";
import { planAgainst } from "#lib/catalog/plan-against.ts";
import type { CatalogFolder } from "#lib/catalog/read-catalog.ts";
import { LONG, mutatedText, randomOf } from "#lib/contract/mutations.ts";

const OWNERS = "data_catalog:\n  owners: {shop: {title: Shop}}\n  sources: {files: {engine: duckdb, files: ./data}}\n";

function folderOf(texts: Readonly<Record<string, string>>, unreadable: readonly string[] = []): CatalogFolder {
  const files = Object.entries({ "a.yaml": OWNERS, ...texts }).map(([path, text]) => ({ path, text }));
  return { files, docs: new Map(), problems: [], unreadable };
}

function dataset(name: string, keys: Readonly<Record<string, string>> = {}): string {
  const said = { description: name, owner: "shop", source: `files.${name}`, schema: "[{id: STRING}]", ...keys };
  return `    ${name}:\n${Object.entries(said)
    .map(([key, value]) => `      ${key}: ${value}\n`)
    .join("")}`;
}

const catalog = (...datasets: string[]) => ({ "c.yaml": `data_catalog:\n  datasets:\n${datasets.join("") || "    {}\n"}` });
const plan = async (before: CatalogFolder, after: CatalogFolder) => (await planAgainst(before, after, "c0ffee")).plan;
const planOf = (before: readonly string[], after: readonly string[]) => plan(folderOf(catalog(...before)), folderOf(catalog(...after)));
const brief = async (before: readonly string[], after: readonly string[]) =>
  (await planOf(before, after)).datasets.map(({ op, name, level }) => `${op} ${name} ${level ?? "-"}`);

describe("the plan from one catalog to another", () => {
  it("says nothing of what is the same, wherever it stands", async () => {
    const same = await plan(
      folderOf(catalog(dataset("orders"))),
      folderOf({ "moved.yaml": `# moved\n\n${catalog(dataset("orders"))["c.yaml"]}` }),
    );
    expect(same).toMatchObject({ datasets: [], vocabulary: [], problems: [], counts: { unchanged: 1, changed: 0, breaking: 0 } });
    expect(same.base).toEqual({ kind: "git", commit: "c0ffee", revision: null, broken: [] });
  });

  it("adds, removes and changes, by name", async () => {
    expect(
      await brief(
        [dataset("b"), dataset("c"), dataset("d")],
        [dataset("a"), dataset("c", { title: "Sea" }), dataset("d", { schema: "[{x: DATE}]" })],
      ),
    ).toEqual(["added a additive", "removed b breaking", "changed c editorial", "changed d breaking"]);
  });

  it("gives positions in the new catalog, and of what is removed in the old one", async () => {
    const { datasets } = await planOf([dataset("gone"), dataset("kept")], [dataset("kept", { tier: "1" })]);
    expect(datasets.map(({ name, position }) => [name, position])).toEqual([
      ["gone", { file: "c.yaml", line: 3, column: 5 }],
      ["kept", { file: "c.yaml", line: 3, column: 5 }],
    ]);
  });

  it("keeps what a broken or unreadable file defined, and breaks nobody by it", async () => {
    const before = folderOf({
      ...catalog(dataset("orders")),
      "d.yaml": catalog(dataset("sales", { lineage: "{upstream: [orders]}" }))["c.yaml"],
    });
    const broken = await plan(before, folderOf({ "c.yaml": "data_catalog: [", "d.yaml": before.files[2]?.text ?? "" }));
    expect(broken.datasets).toMatchObject([{ op: "kept", name: "orders", level: null, unannounced: null }]);
    expect(broken.problems.map(({ code }) => code)).toEqual(["TS-YAML-001"]);
    expect((await plan(before, folderOf({ "d.yaml": before.files[2]?.text ?? "" }, ["c.yaml"]))).counts).toMatchObject({
      kept: 1,
      removed: 0,
    });
  });

  it("names files of the base that say nothing, and takes what they define for new", async () => {
    const { base, datasets } = await plan(folderOf({ "c.yaml": "data_catalog: [" }), folderOf(catalog(dataset("orders"))));
    expect(base.broken).toEqual(["c.yaml"]);
    expect(datasets).toMatchObject([{ op: "added", name: "orders" }]);
  });

  it("follows a rename by alias through everything that names it", async () => {
    const before = [dataset("raw"), dataset("orders", { lineage: "{upstream: [raw]}", schema: '[{id: "STRING (FK -> raw.id)"}]' })];
    const after = [
      dataset("raw2", { aliases: "[raw]", source: "files.raw" }),
      dataset("orders", { lineage: "{upstream: [raw2]}", schema: '[{id: "STRING (FK -> raw2.id)"}]' }),
    ];
    const { datasets } = await planOf(before, after);
    expect(datasets.map(({ name, renamedFrom, changes }) => [name, renamedFrom, changes.map(({ kind }) => kind)])).toEqual([
      ["orders", null, ["contract.rewritten"]],
      ["raw2", "raw", ["name.changed", "title.changed", "description.changed"]],
    ]);
  });

  it("follows a chain of renames, and two datasets that take each other's place", async () => {
    expect(await brief([dataset("a")], [dataset("b", { aliases: "[a]" })])).toEqual(["changed b breaking"]);
    const chain = await planOf([dataset("b", { aliases: "[a]" })], [dataset("c", { aliases: "[a, b]", source: "files.b" })]);
    expect(chain.datasets).toMatchObject([{ name: "c", renamedFrom: "b", level: "additive" }]);
    expect(await brief([dataset("a"), dataset("b")], [dataset("a", { description: "b" }), dataset("b", { description: "a" })])).toEqual([
      "changed a editorial",
      "changed b editorial",
    ]);
  });

  it("asks for notice before a break, and says how it is given", async () => {
    const unannounced = async (before: string, after: string[]) => (await planOf([before], after)).datasets.map((one) => one.unannounced);
    const [old, next] = ["[{id: STRING}, {x: INT}]", "[{id: STRING}]"];
    expect(await unannounced(dataset("a", { schema: old, version: "1.0.0" }), [dataset("a", { schema: next, version: "2.0.0" })])).toEqual([
      null,
    ]);
    expect(
      await unannounced(dataset("a", { schema: old, status: "deprecated" }), [dataset("a", { schema: next, status: "deprecated" })]),
    ).toEqual([null]);
    expect(await unannounced(dataset("a", { schema: old, version: "1.0.0" }), [dataset("a", { schema: next, version: "1.0.0" })])).toEqual([
      "`x` was removed. `version` is still `1.0.0`: raise it to `2.0.0`, or publish `status: deprecated` first.",
    ]);
    expect(await unannounced(dataset("a", { status: "deprecated" }), [])).toEqual([null]);
    expect(await unannounced(dataset("a", { source: "files.x" }), [dataset("b", { source: "files.x" })])).toEqual([
      "`a` is removed while active, and `b`, which is new, has the same columns: if it is the same, list `a` among its `aliases`; else publish `status: deprecated` first.",
      null,
    ]);
  });

  it("names the datasets below a breaking change, nearest first, through circles", async () => {
    const upstream = (name: string) => ({ lineage: `{upstream: [${name}]}` });
    const below = [
      dataset("b", upstream("a")),
      dataset("z", { schema: '[{id: "STRING (FK -> a.id)"}]' }),
      dataset("c", { lineage: "{upstream: [b, e]}" }),
      dataset("e", upstream("c")),
      dataset("other"),
    ];
    const { datasets } = await planOf(
      [dataset("a", upstream("e")), ...below],
      [dataset("a", { ...upstream("e"), schema: "[{id: INT}]" }), ...below],
    );
    expect(datasets).toMatchObject([{ name: "a", downstream: ["b", "z", "c", "e"] }]);
    expect((await planOf([dataset("a"), ...below], [dataset("a", { tier: "1" }), ...below])).datasets).toMatchObject([{ downstream: [] }]);
    expect((await planOf([dataset("a"), ...below], below)).datasets[0]).toMatchObject({ op: "removed", downstream: ["b", "z", "c", "e"] });
  });

  it("counts what it lists, and knows versions as they are stored", async () => {
    const { counts, datasets } = await planOf(
      [dataset("a", { version: "1.0.0" }), dataset("b")],
      [dataset("a"), dataset("c"), dataset("d")],
    );
    expect(counts).toEqual({ added: 2, changed: 1, removed: 1, kept: 0, unchanged: 0, breaking: 1 });
    expect(datasets[0]).toMatchObject({ versionBefore: "1.0.0", versionAfter: expect.stringMatching(/^[0-9a-f]{12}$/) });
    expect(datasets.map(({ versionBefore, versionAfter }) => [versionBefore !== null, versionAfter !== null])).toEqual([
      [true, true],
      [true, false],
      [false, true],
      [false, true],
    ]);
  });

  it("tells what changed in the words of the catalog", async () => {
    const words = (text: string) => folderOf({ "w.yaml": `data_catalog:\n${text}` });
    const { vocabulary } = await plan(
      words("  title: A\n  glossary: {churn: {title: Churn, definition: x}, old: {title: Old, definition: x}}\n"),
      words("  glossary: {churn: {title: Churn, definition: y}, new: {title: New, definition: x}}\n  policy: {attributes: [country]}\n"),
    );
    expect(vocabulary.map(({ kind, id, op }) => `${op} ${kind} ${id}`.trim())).toEqual([
      "removed title",
      "changed term churn",
      "added term new",
      "removed term old",
      "changed policy",
    ]);
  });

  it("plans what every dataset loses by a stricter policy", async () => {
    const before = folderOf(catalog(dataset("a"), dataset("b")));
    const { datasets } = await plan(
      before,
      folderOf({ ...catalog(dataset("a"), dataset("b")), "p.yaml": "data_catalog: {policy: {default_visibility: signed-in}}" }),
    );
    expect(datasets.map(({ name, changes }) => [name, changes.map(({ kind }) => kind)])).toEqual([
      ["a", ["visibility.narrowed"]],
      ["b", ["visibility.narrowed"]],
    ]);
    expect(datasets[0]?.changes[0]?.message).toContain("by the catalog's default");
  });

  it("is made of any two catalogs, in words that any format can show", async () => {
    const random = randomOf(3);
    const kinds = new Set<string>();
    for (let round = 0; round < 100; round += 1) {
      const [before, after] = [mutatedText(random), mutatedText(random)].map((text) => folderOf({ "m.yaml": text, "z.yaml": LONG }));
      if (before === undefined || after === undefined) continue;
      const { datasets, counts } = await plan(before, after);
      for (const { changes, unannounced } of datasets) {
        for (const { kind } of changes) kinds.add(kind);
        for (const sentence of [...changes.map(({ message }) => message), ...(unannounced === null ? [] : [unannounced])])
          expect(sentence).toMatch(/^\P{Cc}*\.$/u);
      }
      expect(counts.breaking).toBe(datasets.filter(({ level }) => level === "breaking").length);
    }
    // The mutations must do their work.
    expect(kinds.size).toBeGreaterThan(10);
  });
});
