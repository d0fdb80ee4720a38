import { describe, expect, test } from "vitest";
import { mustHave, parseOrders, parseTexts, placesOf } from "#lib/contract/testing.ts";

const policy = (text: string) => `  policy: ${text}\n`;
const maskOf = (lines: string, rest = "") => mustHave(parseOrders(lines, rest)).columns.find(({ name }) => name === "email")?.mask;

describe("access", () => {
  test("visibility comes from the dataset, else the policy, else the deployment; data follows visibility", () => {
    expect(mustHave(parseOrders("", "", { defaultVisibility: "signed-in" })).access).toMatchObject({
      visibility: "signed-in",
      data: "signed-in",
    });
    expect(mustHave(parseOrders("", policy("{default_visibility: restricted}"))).access).toMatchObject({
      visibility: "restricted",
      data: "restricted",
    });
    expect(
      mustHave(
        parseOrders("access: {visibility: everyone, data: restricted, readers: finance}", policy("{default_visibility: restricted}")),
      ).access,
    ).toMatchObject({
      visibility: "everyone",
      data: "restricted",
      readers: ["finance"],
    });
  });

  test.each([
    "visiblity: restricted",
    "visibility: everybody",
    "visibility:",
    "data: [restricted]",
    "readers: {a: b}",
    "reader: [x]",
    "mask: {email: blur}",
    "mask: {email: }",
    "mask: {emial: hide}",
    "mask: {email: {as: partial, excpt: [a]}, email2: hide}",
    "rows: []",
    "masks: {email: hide}",
  ])("what protects data is never guessed: %s leaves the dataset out", (line) => {
    const { orders, problems } = parseOrders(`access:\n  ${line}`);
    expect(orders).toBeNull();
    expect(problems.some(({ level, dataset }) => level === "error" && dataset === "orders")).toBe(true);
  });

  test("a misspelt classification or mask of a column leaves the dataset out", () => {
    for (const column of [
      "{type: STRING, classificaton: pii}",
      "{type: STRING, msak: hide}",
      "{type: STRING, mask: }",
      "{type: STRING, mask: blur}",
    ])
      expect(parseOrders(`schema: [{email: ${column}}]`).orders).toBeNull();
  });

  test("a policy that is not understood is read in the strictest way, with an error", () => {
    const visibility = parseOrders("", policy("{default_visibility: all}"));
    expect(mustHave(visibility).access.visibility).toBe("restricted");
    expect(placesOf(visibility.problems, "TS-SPEC-005")).toEqual(["error TS-SPEC-005 c.yaml:7"]);
    expect(maskOf("", policy("{classifications: {pii: blur}}"))).toEqual({ as: "null", except: [] });
  });

  test("the policy of the last good version holds while its file is broken", () => {
    const lastPolicy = {
      defaultVisibility: "restricted",
      attributes: [],
      classifications: { pii: { as: "hide", except: [] } },
      dimensionWeights: {},
      adminGroups: [],
    } as const;
    const good = "data_catalog: {datasets: {x: {description: d, owner: o, schema: [{email: STRING (PII)}]}}}";
    const broken = parseTexts({ "a.yaml": good, "policy.yaml": "data_catalog: [" }, { lastPolicy }).catalog;
    expect(broken.policy).toEqual(lastPolicy);
    expect(broken.datasets[0]).toMatchObject({ access: { visibility: "restricted" }, columns: [{ mask: { as: "hide" } }] });
    expect(parseTexts({ "a.yaml": good }, { lastPolicy, unreadable: ["policy.yaml"] }).catalog.policy).toEqual(lastPolicy);
    expect(parseTexts({ "a.yaml": good }, { lastPolicy }).catalog.policy.defaultVisibility).toBeNull();
  });

  test.each([
    ["a broken file beside another policy", { "p.yaml": "data_catalog: [", "q.yaml": "data_catalog: {policy: {attributes: [country]}}" }],
    ["a policy that is a list", { "p.yaml": "data_catalog: {policy: []}" }],
    ["a policy under a misspelt key", { "p.yaml": "data_catalog: {polcy: {default_visibility: restricted}}" }],
    ["a policy under a misspelt root", { "p.yaml": "data_catalogue: {policy: {default_visibility: restricted}}" }],
  ])("%s loosens nothing that was published", (_name, files) => {
    const lastPolicy = {
      defaultVisibility: "restricted",
      classifications: { pii: { as: "hide", except: [] } },
      attributes: [],
      dimensionWeights: {},
      adminGroups: ["it"],
    } as const;
    const good = "data_catalog: {datasets: {x: {description: d, owner: o, schema: [{email: STRING (PII)}]}}}";
    const { policy: held, datasets } = parseTexts({ "a.yaml": good, ...files }, { lastPolicy }).catalog;
    expect(held).toMatchObject({ ...lastPolicy, attributes: held.attributes });
    expect(datasets[0]).toMatchObject({ access: { visibility: "restricted" }, columns: [{ mask: { as: "hide" } }] });
  });

  test("two files cannot set the same default; the first one holds", () => {
    const { catalog, problems } = parseTexts({
      "a.yaml": "data_catalog: {policy: {default_visibility: restricted, classifications: {pii: hide}}}",
      "b.yaml": "data_catalog: {policy: {default_visibility: everyone, classifications: {pii: none, secret: hide}}}",
    });
    expect(catalog.policy).toMatchObject({
      defaultVisibility: "restricted",
      classifications: { pii: { as: "hide" }, secret: { as: "hide" } },
    });
    expect(placesOf(problems)).toEqual(["error TS-DUP-001 b.yaml:1", "error TS-DUP-001 b.yaml:1"]);
  });
});

describe("masks", () => {
  test("PII is partly masked unless somebody says otherwise", () => {
    expect(maskOf("")).toEqual({ as: "partial", except: [] });
    expect(maskOf("", policy("{classifications: {pii: {mask: hash, except: [privacy]}}}"))).toEqual({ as: "hash", except: ["privacy"] });
    expect(maskOf("", policy("{classifications: {PII: none}}"))).toBeNull();
    expect(maskOf("schema: [{email: {type: STRING, classification: PII}}]")).toEqual({ as: "partial", except: [] });
    expect(maskOf("schema: [{email: {type: STRING, classification: pii, mask: none}}]")).toBeNull();
    expect(maskOf("access: {mask: {email: {as: hide, except: [crm]}}}")).toEqual({ as: "hide", except: ["crm"] });
    expect(maskOf("access: {mask: {email: none}}")).toBeNull();
  });

  test("the word null names a mask, though YAML means nothing by it", () => {
    expect(maskOf("access: {mask: {email: null}}")).toEqual({ as: "null", except: [] });
    expect(maskOf("access: {mask: {email: {as: null, except: [crm]}}}")).toEqual({ as: "null", except: ["crm"] });
    expect(maskOf("schema: [{email: {type: STRING, mask: null}}]")).toEqual({ as: "null", except: [] });
  });

  test("the mask in access holds over the column's own, and that is said", () => {
    const reading = parseOrders("schema: [{email: {type: STRING, mask: hide}}]\naccess: {mask: {email: hash}}");
    expect(mustHave(reading).columns[0]?.mask).toEqual({ as: "hash", except: [] });
    expect(placesOf(reading.problems, "TS-DUP-001")).toEqual(["warning TS-DUP-001 c.yaml:6"]);
  });

  test("a classification called constructor finds nothing that nobody wrote", () => {
    expect(maskOf("schema: [{email: {type: STRING, classification: constructor}}]")).toBeNull();
  });
});

describe("secrets", () => {
  const sources = (text: string) => parseTexts({ "a.yaml": `data_catalog: {sources: {s: ${text}}}` });

  test("are named, never written, and never repeated in a message", () => {
    for (const text of [
      "{engine: postgres, url: 'postgres://u:hunter2@db/x'}",
      "{engine: postgres, url: {env: TOUCHSTONE_SOURCE_X, literal: hunter2}}",
      "{engine: postgres, url: {env: [hunter2]}}",
    ]) {
      const { catalog, problems } = sources(text);
      expect(catalog.sources).toEqual([]);
      expect(placesOf(problems, "TS-SPEC-006")).toHaveLength(1);
      expect(JSON.stringify(problems)).not.toContain("hunter2");
    }
  });

  test.each(["PATH", "TOUCHSTONE_SECRET", "TOUCHSTONE_ALERT_X", "TOUCHSTONE_SOURCE_", "TOUCHSTONE_SOURCE_a"])(
    "%s cannot be named as a source's URL",
    (name) => {
      const { catalog, problems } = sources(`{engine: postgres, url: {env: ${name}}}`);
      expect(catalog.sources).toEqual([]);
      expect(placesOf(problems, "TS-SPEC-004")).toHaveLength(1);
    },
  );

  test("a source is read with its zone", () => {
    expect(sources("{engine: postgres, url: {env: TOUCHSTONE_SOURCE_SALES}, timezone: Europe/Berlin}").catalog.sources).toMatchObject([
      { id: "s", engine: "postgres", urlEnv: "TOUCHSTONE_SOURCE_SALES", timezone: "Europe/Berlin", files: null },
    ]);
    expect(sources("{engine: duckdb, files: ./data}").catalog.sources).toMatchObject([
      { engine: "duckdb", files: "./data", timezone: "UTC" },
    ]);
  });

  test("owners' webhooks and passwords in links are refused", () => {
    const owners = (text: string) => parseTexts({ "a.yaml": `data_catalog: {owners: {o: ${text}}}` });
    for (const text of [
      "{slack: 'https://hooks.slack.com/services/T/B/hunter2'}",
      "{oncall: 'https://u:hunter2@example.com'}",
      "{alerts: [{slack: 'https://hunter2.example.com'}]}",
    ]) {
      const { catalog, problems } = owners(text);
      expect(catalog.owners).toEqual([]);
      expect(placesOf(problems, "TS-SPEC-006")).toHaveLength(1);
      expect(JSON.stringify(problems)).not.toContain("hunter2");
    }
    expect(owners("{oncall: 'javascript:alert(1)'}").catalog.owners).toEqual([]);
    expect(owners("{title: A, alerts: [{slack: {env: TOUCHSTONE_ALERT_A}}, {email: a@example.com}]}").catalog.owners).toMatchObject([
      { title: "A", alerts: [{ slack: { env: "TOUCHSTONE_ALERT_A" } }, { email: "a@example.com" }] },
    ]);
  });
});
