import { describe, expect, it } from "vitest";
import type { Column, DatasetContract, MaskKind } from "#lib/contract/contract.ts";
import { type Actor, ANONYMOUS, SYSTEM } from "#lib/policy/actor.ts";
import type { Claims } from "#lib/policy/claims.ts";
import { datasetAccess } from "#lib/policy/dataset-access.ts";
import { scopeOf } from "#lib/policy/scope.ts";

const AT = { file: "f.yaml", line: 1, column: 1 };
const ACCESS: DatasetContract["access"] = {
  ...{ query: null, export: null, api: null, visibility: "everyone", data: "everyone", readers: [], rows: null },
};

function column(name: string, mask: MaskKind | null = null): Column {
  return {
    ...{ name, type: "STRING", logicalType: "string", description: null, primaryKey: false, required: false, unique: false, values: null },
    ...{ min: null, max: null, exclusiveMin: false, exclusiveMax: false, pattern: null, references: null },
    ...{ classification: null, term: null, position: AT, mask: mask === null ? null : { as: mask, except: ["crm"] } },
  };
}

const COLUMNS = [column("id"), column("country"), column("vip", "hide")];
const person = (claims: Claims, admin = false): Actor => ({ kind: "token", id: "1", name: "t", admin, groups: [], claims });
const rowsOf = (rows: string | null, actor: Actor) => datasetAccess({ columns: COLUMNS, access: { ...ACCESS, rows } }, scopeOf(actor)).rows;
const masksOf = (columns: Column[], actor: Actor = ANONYMOUS) =>
  datasetAccess({ columns, access: ACCESS }, scopeOf(actor)).columns.map(({ mask }) => mask);

const MINE = `country = \${user.country}`;
const OURS = `country IN \${user.countries}`;

describe("rows", () => {
  it("are all there without a policy, and for the app itself", () => {
    expect(rowsOf(null, ANONYMOUS)).toEqual({ kind: "all" });
    expect(rowsOf(MINE, SYSTEM)).toEqual({ kind: "all" });
  });

  it("are those of the reader's own values, which stay values", () => {
    const value = `DE' OR true --`;
    expect(rowsOf(MINE, person({ country: value }))).toEqual({
      kind: "policy",
      parts: ["country = ", { value }],
      reason: `You see the rows whose country is your country (${value})`,
    });
  });

  it("are limited for administrators, too", () => {
    expect(rowsOf(MINE, person({}, true)).kind).toBe("none");
    expect(rowsOf(MINE, person({ country: "DE" }, true)).kind).toBe("policy");
  });

  it.each([
    ["nobody is known", MINE, ANONYMOUS, "Send a token that says it."],
    ["a claim is missing", MINE, person({ countries: ["DE"] }), "follows from your country, which is not known here"],
    ["one of two is missing", `${MINE} OR level > \${user.level}`, person({ country: "DE" }), "follows from your level"],
    ["the claim is an empty list", OURS, person({ countries: [] }), "follows from your countries"],
    ["the claim is a list where one value belongs", MINE, person({ country: ["DE", "FR"] }), "Nobody said which one counts"],
    ["the attribute is no claim of the person", `a = \${user.constructor}`, person({}), "follows from your constructor"],
    ["the policy is malformed", `country = '\${user.country}'`, person({ country: "DE" }), "not understood"],
    ["the policy is not closed", "true) OR (true", person({}), "not understood"],
    ["the policy knows another namespace", `country = \${env.HOME}`, person({ HOME: "DE" }), "not understood"],
  ])("are none when %s", (_case, policy, actor, reason) => {
    const rows = rowsOf(policy, actor);
    expect(rows.kind).toBe("none");
    expect(rows.kind === "none" && rows.reason).toContain(reason);
  });

  it("are those of a list behind IN; one value there is a list of one", () => {
    expect(rowsOf(OURS, person({ countries: ["DE", "FR"] }))).toEqual({
      kind: "policy",
      parts: ["country IN ", { value: ["DE", "FR"] }],
      reason: "You see the rows whose country is one of your countries (DE, FR)",
    });
    expect(rowsOf(OURS, person({ countries: "DE" }))).toMatchObject({
      parts: ["country IN ", "(", { value: "DE" }, ")"],
      reason: "You see the rows whose country is your countries (DE)",
    });
  });

  it.each([
    [`vip = \${user.name}`, "You see a part of the rows: the contract limits them by your name (Ann)"],
    [`country = \${user.name} OR owner <> 'Zoe'`, "You see a part of the rows: the contract limits them by your name (Ann)"],
    [
      `id > \${user.level} AND country = \${user.name}`,
      "You see a part of the rows: the contract limits them by your level (3) and your name (Ann)",
    ],
    ["vip <> 'Zoe'", "You see a part of the rows: the contract limits them for every reader"],
  ])("are told without the text of %s", (policy, reason) => {
    expect(rowsOf(policy, person({ name: "Ann", level: 3 }))).toMatchObject({ kind: "policy", reason });
  });

  it("are told with the first values of a long list", () => {
    const rows = rowsOf(OURS, person({ countries: [..."abcdefg"].map((letter) => letter.repeat(80)) }));
    expect(rows.kind === "policy" && rows.reason).toMatch(/\(a{60}…, b{60}…, .*, e{60}… and 2 more\)$/);
  });
});

describe("columns", () => {
  it("have the mask of the contract, unless the reader is excepted", () => {
    expect(masksOf(COLUMNS)).toEqual([null, null, "hide"]);
    expect(masksOf(COLUMNS, { kind: "token", id: "1", name: "t", admin: false, groups: ["crm"] })).toEqual([null, null, null]);
  });

  it("whose names fold together have the strictest of their masks", () => {
    expect(masksOf([column("Mail"), column("mail", "partial"), column("MAIL")])).toEqual(["partial", "partial", "partial"]);
    expect(masksOf([column("mail", "partial"), column("MAIL", "hide")])).toEqual(["hide", "hide"]);
    expect(masksOf([column("mail", "hide"), column("MAIL", "partial")])).toEqual(["hide", "hide"]);
    const told = datasetAccess({ columns: [column("Mail"), column("mail", "redact")], access: ACCESS }, scopeOf(ANONYMOUS)).columns[0];
    expect(told).toMatchObject({ name: "Mail", mask: "redact", reason: expect.stringContaining("is masked") });
  });
});
