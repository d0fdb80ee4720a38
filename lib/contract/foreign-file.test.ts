import { describe, expect, test } from "vitest";
import { parseTexts } from "#lib/contract/testing.ts";

const said = (text: string) =>
  parseTexts({ "a.yaml": text }).problems.map(({ level, code, message, hint }) => `${level} ${code} ${message} ${hint ?? ""}`);

describe("a file of another tool in the catalog folder", () => {
  test.each([
    [
      "dataContractSpecification: 1.1.0\nid: orders\ninfo: {}\nmodels: {}\n",
      "a contract of the Data Contract Specification",
      "datacontract export",
    ],
    ["version: 2\nmodels:\n  - name: orders\n", "a file of a dbt project", "touchstone import dbt"],
    ["version: 2\nsources:\n  - name: ecom\n", "a file of a dbt project", "touchstone import dbt"],
    ["models:\n  - name: orders\nmetrics:\n  - name: revenue\n", "a file of a dbt project", "touchstone import dbt"],
    ["config-version: 2\nname: shop\nprofile: x\n", "a file of a dbt project", "touchstone import dbt"],
    ["version: 1\nsource: DataHub\nowners: {users: [a]}\nnodes: []\n", "a business glossary of DataHub", "glossary"],
    ["apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata: {name: a}\n", "an entity of Backstage", "another folder"],
    ["apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a}\n", "a manifest of Kubernetes", "another folder"],
    ["services: {}\nnetworks: {}\n", "begins with `services`, `networks`", "data_catalog"],
  ])("is named in one warning: %j", (text, title, hint) => {
    expect(said(text)).toEqual([expect.stringMatching(/^warning TS-FILE-004 This is /)]);
    expect(said(text)[0]).toContain(title);
    expect(said(text)[0]).toContain(hint);
  });

  test("may hold several documents, and no YAML at all is one error", () => {
    expect(said("apiVersion: backstage.io/v1alpha1\nkind: API\nmetadata: {}\n---\nkind: b\n---\nkind: c\n")).toHaveLength(1);
    expect(said("metadata:\n  name: {{ x }}\n{{- if .a }}\nb: {{ c }}\n{{- end }}\n")).toEqual([
      expect.stringMatching(/^error TS-YAML-001 /),
    ]);
    // Where a catalog may be among the documents, nothing is passed over.
    expect(said("version: 2\nmodels: []\n---\ndata_catalog: {}\n")).toEqual([expect.stringMatching(/^error TS-YAML-001 .*documents/)]);
  });

  test("is not what a slip or a misplaced section makes", () => {
    expect(said("data_catalogue: {}\n")).toEqual([expect.stringMatching(/TS-SPEC-001 .*Did you mean 'data_catalog'/)]);
    expect(said("datasets: {}\n")).toEqual([expect.stringMatching(/^warning TS-FILE-004 .*Write `datasets` below `data_catalog:`/)]);
    expect(said("version: 2\nmodels: []\ndata_catalog: {}\n").every((line) => line.includes("TS-SPEC-001"))).toBe(true);
    expect(said("x-anchors: {}\n")).toEqual([]);
  });
});
