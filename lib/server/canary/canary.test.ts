import { gzipSync, zstdCompressSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ROUTES } from "#lib/api/routes.ts";
import type { Limits, RowQuery } from "#lib/engine/engine.ts";
import { CANARIES, type Canary, SALES } from "#lib/server/canary/catalog.ts";
import { canariesIn } from "#lib/server/canary/find-canaries.ts";
import { PAGES, REQUESTS, SECRET_STATEMENT } from "#lib/server/canary/requests.ts";
import { type Answer, type Asked, type CanaryServer, openCanaryServer } from "#lib/server/canary/server.ts";

type Heard = { readonly id: string; readonly asked: Asked; readonly answer: Answer; readonly canaries: readonly Canary[] };

interface Reader {
  readonly groups: readonly string[];
  readonly country: string | null;
  readonly may: readonly Canary[];
  /** Asks only what the others' answers could be kept for. */
  readonly brief?: true;
}

const BRIEF = ["getDataset", "getRows", "exportCsv", "exportParquet", "runQuery", "listAudit"];

/** `null`: nobody that is known. */
const READERS: Readonly<Record<string, Reader | null>> = {
  anonymous: null,
  "somebody without claims": { groups: ["crm"], country: null, may: [], brief: true },
  "somebody in Germany": { groups: ["crm"], country: "DE", may: ["german"] },
  "somebody in France": { groups: [], country: "FR", may: ["french"], brief: true },
  "somebody in finance": {
    groups: ["finance"],
    country: "CN",
    may: ["dataset", "column", "masked", "closed", "chinese", "newest", "statement"],
  },
};

let server: CanaryServer;
const heard = new Map<string, readonly Heard[]>();

beforeAll(async () => {
  server = await openCanaryServer();
  const tokens = new Map<string, string | null>();
  for (const [name, reader] of Object.entries(READERS))
    tokens.set(
      name,
      reader === null
        ? null
        : await server.tokenOf({
            admin: false,
            groups: reader.groups,
            claims: reader.country === null ? { level: 3 } : { country: reader.country },
          }),
    );
  const finance = tokens.get("somebody in finance") ?? null;
  await server.ask({ method: "POST", path: "/api/v1/query", body: { sql: SECRET_STATEMENT } }, finance);
  // Who may see most asks first, so that whatever is kept of an answer lies there for the others, who ask all at once.
  const [first = "", ...others] = Object.keys(READERS).toReversed();
  heard.set(first, await everything(first, finance));
  await Promise.all(others.map(async (name) => heard.set(name, await everything(name, tokens.get(name) ?? null))));
  // Places and exports of one reader are of no use to another one.
  const left = [...heard.values()].flat().flatMap(leftovers);
  await Promise.all(
    [...tokens].map(async ([name, token]) => heard.set(name, [...(heard.get(name) ?? []), ...(await hear("leftovers", left, token))])),
  );
}, 180_000);
afterAll(async () => await server.close());

async function everything(name: string, token: string | null): Promise<readonly Heard[]> {
  const all: Heard[] = [];
  const brief = READERS[name]?.brief === true;
  for (const [id, requests] of Object.entries(REQUESTS)) if (!brief || BRIEF.includes(id)) all.push(...(await hear(id, requests, token)));
  return [...all, ...(await hear("pages", PAGES, token))];
}

async function hear(id: string, requests: readonly Asked[], token: string | null): Promise<readonly Heard[]> {
  const all: Heard[] = [];
  for (const asked of requests) {
    const answer = await server.ask(asked, token);
    const canaries = await canariesIn(answer, server.services.engine).catch((error: unknown) => {
      throw new Error(
        `${asked.path} ${JSON.stringify(asked.body ?? null)}: ${answer.status} ${answer.bytes.length} bytes cannot be looked into`,
        {
          cause: error,
        },
      );
    });
    all.push({ id, asked, answer, canaries });
  }
  return all;
}

function leftovers({ id, asked, answer: { headers } }: Heard): readonly Asked[] {
  const next = /<([^>]+)>; rel="next"/.exec(String(headers.link ?? ""))?.[1];
  const made = headers["touchstone-export"];
  return [
    ...(id === "getRows" && /\?limit=2$|order=note/.test(asked.path) && next !== undefined
      ? [{ path: next.replace(/^https?:\/\/[^/]+/, "") }]
      : []),
    ...(id === "exportJson" && typeof made === "string"
      ? [{ path: `/api/v1/exports/${made}` }, { method: "DELETE", path: `/api/v1/exports/${made}` }]
      : []),
  ];
}

const of = (reader: string, id: string, path: string) =>
  heard.get(reader)?.find((each) => each.id === id && each.asked.path === path)?.answer;

describe("a canary", () => {
  test("is looked for in every route of the interface", () => {
    expect(Object.keys(REQUESTS).sort()).toEqual(ROUTES.map(({ id }) => id).sort());
  });

  test.for(Object.keys(READERS))("is heard by nobody who may not know it: %s", (name) => {
    const may = READERS[name]?.may ?? [];
    const leaks = (heard.get(name) ?? []).flatMap(({ id, asked, canaries }) => {
      const found = canaries.filter((canary) => !may.includes(canary));
      return found.length === 0
        ? []
        : [`${id}: ${asked.method ?? "GET"} ${asked.path} ${JSON.stringify(asked.body ?? null)} tells ${found.join(", ")}`];
    });
    expect(leaks).toEqual([]);
  });

  test("is heard by those who may know it, so it can be heard", () => {
    for (const [name, reader] of Object.entries(READERS)) {
      const found = new Set(heard.get(name)?.flatMap(({ canaries }) => canaries));
      expect([name, [...found].sort()]).toEqual([name, [...(reader?.may ?? [])].sort()]);
    }
    const formats = heard.get("somebody in finance")?.filter(({ canaries }) => canaries.includes("masked")) ?? [];
    const ids = Object.keys(REQUESTS).filter((id) => id.startsWith("export"));
    expect(new Set(formats.map(({ id }) => id))).toEqual(new Set(["getRows", "getRowsShort", "runQuery", "leftovers", ...ids]));
  });

  test("is found in headers and in everything that packs an answer", async () => {
    const find = async (leaky: Parameters<typeof canariesIn>[0]) => await canariesIn(leaky, server.services.engine);
    const empty = { headers: {}, trailers: {}, bytes: Buffer.alloc(0) };
    const leak = Buffer.from('{"data":[{"what":"zqrowfr1"}]}');
    expect(await find({ ...empty, bytes: Buffer.from("nothing to hear") })).toEqual([]);
    expect(await find({ ...empty, headers: { "touchstone-as-of": "2026-11-19T09:08:07Z" } })).toEqual(["newest"]);
    for (const bytes of [leak, gzipSync(leak), zstdCompressSync(leak), gzipSync(gzipSync(leak))])
      expect(await find({ ...empty, bytes })).toEqual(["french"]);
  });

  test("would be heard from a server that forgets a policy", async () => {
    const { engine } = server.services;
    const { page } = engine;
    Object.assign(engine, { page: async (query: RowQuery, limits: Limits) => await page({ ...query, rows: null }, limits) });
    try {
      const german = await server.tokenOf({ admin: false, groups: [], claims: { country: "DE" } });
      const [told] = await hear("leak", [{ path: "/api/v1/datasets/sales/rows?limit=1000&order=id" }], german);
      expect(told?.canaries).toEqual(["german", "french", "chinese"]);
    } finally {
      Object.assign(engine, { page });
    }
  });
});

describe("what is left under a policy", () => {
  test("is a reader's own rows, counted alone, and told as such", () => {
    const rows = of("somebody in Germany", "getRows", "/api/v1/datasets/sales/rows");
    expect(rows?.status).toBe(200);
    expect(JSON.parse(rows?.bytes.toString() ?? "")).toMatchObject({ data: Array(SALES.german).fill({ country: "DE" }) });
    expect(rows?.headers["touchstone-as-of"]).toBeUndefined();
    const totals = heard
      .get("somebody in Germany")
      ?.filter(({ id, asked }) => id === "getRows" && asked.path === "/api/v1/datasets/sales/rows?limit=1" && asked.headers !== undefined)
      .map(({ answer }): unknown => JSON.parse(answer.bytes.toString()).page.total);
    expect(totals).toEqual([SALES.german, null, null]);
    const counts = heard.get("somebody in Germany")?.flatMap(({ id, asked, answer }) => {
      if (!id.startsWith("export") || !asked.path.includes("/sales") || asked.path.includes("neq")) return [];
      const { headers, trailers } = answer;
      return [headers["touchstone-expected-rows"], trailers["touchstone-rows"]].filter((count) => count !== undefined);
    });
    expect(new Set(counts)).toEqual(new Set([String(SALES.german)]));
    const view: unknown = JSON.parse(of("somebody in Germany", "getDataset", "/api/v1/datasets/sales")?.bytes.toString() ?? "");
    expect(view).toMatchObject({
      access: { level: "masked", policy: ["You see the rows whose country is your country (DE)", expect.stringContaining("not told")] },
      freshness: { asOf: null },
    });
    const page = JSON.parse(of("somebody in Germany", "pages", "/datasets/sales")?.bytes.toString() ?? "");
    expect(page.dataset.size ?? null).toBeNull();
  });

  test("is nothing without a claim, and the reason", () => {
    for (const [name, word] of [
      ["anonymous", "Send a token that says it."],
      ["somebody without claims", "Ask whoever made your token"],
    ] as const) {
      const rows = of(name, "getRows", "/api/v1/datasets/sales/rows");
      expect(rows?.status).toBe(403);
      expect(rows?.bytes.toString()).toContain(`Which rows you may see follows from your country, which is not known here. ${word}`);
      const view: unknown = JSON.parse(of(name, "getDataset", "/api/v1/datasets/sales")?.bytes.toString() ?? "");
      expect(view).toMatchObject({ access: { level: "closed", reason: expect.stringContaining("your country"), policy: [] } });
    }
  });

  test("is masked values with their reasons", () => {
    const rows = of("anonymous", "getRows", "/api/v1/datasets/orders/rows?limit=2");
    const [first] = JSON.parse(rows?.bytes.toString() ?? "").data;
    expect(first).toMatchObject({
      email: "z***@example.com",
      note: "[redacted]",
      phone: null,
      born: "1985-01-01",
      number: expect.stringMatching(/^[0-9a-f]{16}$/),
    });
    const view: unknown = JSON.parse(of("anonymous", "getDataset", "/api/v1/datasets/orders")?.bytes.toString() ?? "");
    expect(view).toMatchObject({
      access: { policy: expect.arrayContaining(["email is masked for you because its contract says so and you are not in finance"]) },
    });
  });

  test("covers every canary that is planted", () => {
    const somebody = new Set(Object.values(READERS).flatMap((reader) => reader?.may ?? []));
    expect([...somebody].sort()).toEqual(Object.keys(CANARIES).sort());
  });
});
