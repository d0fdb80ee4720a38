import { beforeEach, expect, test } from "vitest";
import { glossaryOf } from "#lib/catalog/summary.ts";
import { trustIn } from "#lib/catalog/trust.ts";
import { ANONYMOUS } from "#lib/policy/actor.ts";
import { audiencesOf, scopeOf } from "#lib/policy/scope.ts";
import { KnownDatasets } from "#lib/server/data/known-datasets.ts";
import { contractOf, wordsOf } from "#lib/store/fixture.ts";
import type { DatasetRecord } from "#lib/store/store.ts";

const AT = new Date("2026-11-22T12:00:00Z");
const recordOf = (version: string): DatasetRecord => {
  const contract = contractOf({ name: "orders" });
  return {
    ...{ id: "d1", contract, version, commit: null, author: null, updatedAt: AT, createdAt: AT, ...audiencesOf(contract) },
    ...{ staleSince: null, latestReport: null },
  };
};
const PUBLIC = scopeOf(ANONYMOUS);
const CRM = scopeOf({ kind: "token", id: "t", name: "t", admin: false, groups: ["crm"] });

let heard: string | undefined;
let asked: string[];
let found: DatasetRecord | null;
/** Happens while a dataset is looked up. */
let meanwhile: () => void;
let known: KnownDatasets;
let clock: Date;
let validUntil: string | null;
let judged: number;

beforeEach(() => {
  heard = "1.0";
  asked = [];
  found = recordOf("1");
  meanwhile = () => {};
  clock = AT;
  validUntil = null;
  judged = 0;
  known = new KnownDatasets({
    version: () => heard,
    now: () => clock,
    catalog: {
      trust: async (scope, records) => {
        judged += 1;
        return new Map(
          records.map((record) => [record.id, { ...trustIn(record, undefined, { scope, now: clock, hidden: new Set() }), validUntil }]),
        );
      },
      find: async (scope, name) => {
        asked.push(`${scope.key} ${name}`);
        const record = found;
        meanwhile();
        return record;
      },
      glossary: async () => glossaryOf({ ...wordsOf(), revision: 1 }),
    },
  });
});

test("a dataset is looked up once for each scope and state of the catalog", async () => {
  for (const scope of [PUBLIC, CRM, PUBLIC, CRM]) expect((await known.find(scope, "orders")).record?.version).toBe("1");
  expect(asked).toHaveLength(2);
  heard = "1.1";
  found = recordOf("2");
  expect((await known.find(PUBLIC, "orders")).record?.version).toBe("2");
  expect(asked).toHaveLength(3);
});

test("nothing that was kept is given out while changes cannot be heard", async () => {
  await known.find(PUBLIC, "orders");
  heard = undefined;
  found = null;
  expect((await known.find(PUBLIC, "orders")).record).toBeNull();
  found = recordOf("2");
  expect((await known.find(PUBLIC, "orders")).record?.version).toBe("2");
  expect(asked).toHaveLength(3);
});

test("what was looked up while the catalog moved is not kept", async () => {
  meanwhile = () => {
    heard = "1.1";
    found = recordOf("2");
  };
  expect((await known.find(PUBLIC, "orders")).record?.version).toBe("1");
  meanwhile = () => {};
  expect((await known.find(PUBLIC, "orders")).record?.version).toBe("2");
});

test("a name that means nothing is asked for again", async () => {
  found = null;
  await known.find(PUBLIC, "orders");
  found = recordOf("1");
  expect((await known.find(PUBLIC, "orders")).record).not.toBeNull();
});

test("a verdict is kept with it, until time alone can change it", async () => {
  validUntil = "2026-11-22T12:30:00.000Z";
  await known.find(PUBLIC, "orders");
  clock = new Date("2026-11-22T12:29:59Z");
  expect((await known.find(PUBLIC, "orders")).trust?.verdict.state).toBe("unknown");
  expect(judged).toBe(1);
  clock = new Date("2026-11-22T12:30:00Z");
  await known.find(PUBLIC, "orders");
  expect(judged).toBe(2);
});
