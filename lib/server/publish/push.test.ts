import { createHash, randomBytes } from "node:crypto";
import { connect } from "node:net";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { catalogPlanSchema } from "#lib/api/schemas/catalog-plan.ts";
import { catalogStateSchema, pushAnswerSchema } from "#lib/api/schemas/push.ts";
import { SYSTEM } from "#lib/policy/actor.ts";
import { scopeOf } from "#lib/policy/scope.ts";
import { fileOf, openPushHarness, type PushHarness } from "#lib/server/publish/harness.ts";
import { namesOf } from "#lib/store/conformance/publish-now.ts";
import { type StoreServer, startStoreServer } from "#lib/store/test-store.ts";

let databases: StoreServer;
let server: PushHarness;
const ALL = scopeOf(SYSTEM);
beforeAll(async () => {
  databases = await startStoreServer();
  server = await openPushHarness({}, databases);
}, 60_000);
afterAll(async () => {
  await server.close();
  await databases.stop();
});

const names = () => namesOf(server.store);
const state = () => server.store.state();
const base = async () => (await state()).commit;

describe("who may push", () => {
  it.each([
    ["without a token", undefined, 401, "TS-AUTH-002"],
    ["with a token that may only read", [], 403, "TS-ACCESS-003"],
    ["with a token for other things", ["ingest", "plan"], 403, "TS-ACCESS-003"],
  ])("is refused %s", async (_case, scopes, status, code) => {
    const authorization = scopes === undefined ? {} : { authorization: await server.bearer(...scopes) };
    const {
      status: got,
      json,
      headers,
    } = await server.ask({ body: "{}", headers: { "content-type": "application/json", ...authorization } });
    expect([got, json.type.split("/").at(-1)]).toEqual([status, code]);
    expect(json.detail).toContain("'publish'");
    if (status === 401) expect(headers["www-authenticate"]).toContain("Bearer");
  });

  it("is answered before any of the body is sent", async () => {
    const socket = connect(server.port, "127.0.0.1");
    socket.write("POST /api/v1/catalog HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 60000000\r\n\r\n");
    const first = await new Promise<string>((resolve) => socket.once("data", (data) => resolve(data.toString())));
    socket.destroy();
    expect(first).toMatch(/^HTTP\/1\.1 401 /);
  });

  it("may plan with the scope plan, and nothing more", async () => {
    const authorization = await server.bearer("plan");
    const before = await state();
    const plan = await server.push(
      { files: { "a.yaml": fileOf(["planned"]) } },
      { path: "/api/v1/catalog?dry-run=true", headers: { authorization } },
    );
    expect([plan.status, plan.json.counts.added]).toEqual([200, 1]);
    expect(catalogPlanSchema.safeParse(plan.json).error).toBeUndefined();
    expect([await state(), (await names()).includes("planned")]).toEqual([before, false]);
    expect((await server.ask({ method: "GET", headers: { authorization } })).status).toBe(200);
  });
});

describe("a push", () => {
  it("publishes, switches the publisher, and says what it did", async () => {
    const files = {
      "a.yaml": fileOf(["orders"], ["customers"]),
      "readme.txt": "ignored",
      "data/x.yaml": "ignored: true",
      ".git/c.yaml": "x",
    };
    const { status, json } = await server.push({ files, commit: "c1", author: "Ada" });
    expect([status, json.outcome, json.commit, json.tookOver]).toEqual([200, "published", "c1", true]);
    expect(json.counts).toMatchObject({ files: 1, added: 2, errors: 0 });
    expect(pushAnswerSchema.safeParse(json).error).toBeUndefined();
    expect(await names()).toEqual(["customers", "orders"]);
    expect(await state()).toMatchObject({ publisher: "push", commit: "c1", author: "Ada", revision: json.revision });
  });

  it("that comes twice changes nothing", async () => {
    const body = { files: { "a.yaml": fileOf(["orders"], ["customers"]) }, commit: "c1", author: "Ada", base: "before" };
    const before = await state();
    const { status, json } = await server.push(body);
    expect([status, json.outcome, json.tookOver]).toEqual([200, "unchanged", false]);
    expect(await state()).toEqual(before);
  });

  it("is one that the state route tells of", async () => {
    const { json, headers } = await server.ask({ method: "GET", headers: { authorization: await server.bearer("publish") } });
    expect(catalogStateSchema.strict().parse(json)).toMatchObject({ publisher: "push", commit: "c1", author: "Ada", base: "c1" });
    const again = { authorization: await server.bearer("publish"), "if-none-match": headers.etag };
    expect((await server.ask({ method: "GET", headers: again })).status).toBe(304);
  });

  it("names the commit that it believes is published, and is refused when it is another", async () => {
    const files = { "a.yaml": fileOf(["orders", "Other."], ["customers"]) };
    const before = await state();
    const { status, json } = await server.push({ files, commit: "c3", base: "c0" });
    expect([status, json.type.split("/").at(-1)]).toEqual([409, "TS-PUSH-001"]);
    expect(json.detail).toMatch(/c0.*c1.*by Ada.*--force/);
    expect(await state()).toEqual(before);
    expect((await server.push({ files, commit: "c2", base: "c1" })).json.outcome).toBe("published");
    expect(
      (await server.push({ files: { "a.yaml": fileOf(["orders"], ["customers"]) }, commit: "c3", base: "c1", force: true })).status,
    ).toBe(200);
    expect(await base()).toBe("c3");
  });

  it("of two at once with the same base, one is published whole and the other refused", async () => {
    const on = await base();
    const pushes = ["one", "two"].map((word) =>
      server.push({ files: { "a.yaml": fileOf(["orders", word], ["customers", word]) }, commit: word, base: on }),
    );
    const statuses = (await Promise.all(pushes)).map(({ status }) => status);
    expect(statuses.sort()).toEqual([200, 409]);
    const winner = await base();
    const said = await server.store.datasetsById(
      ALL,
      (await server.store.published()).map(({ id }) => id),
    );
    expect(new Set(said.map(({ contract }) => contract.description))).toEqual(new Set([winner]));
  });

  it("where no commit is known, goes by the revision", async () => {
    const files = (word: string) => ({ "a.yaml": fileOf(["orders", word], ["customers"]) });
    await server.push({ files: files("first") });
    const { json } = await server.ask({ method: "GET", headers: { authorization: await server.bearer("publish") } });
    expect(json).toMatchObject({ commit: null, base: `revision-${json.revision}` });
    expect((await server.push({ files: files("second"), base: json.base })).status).toBe(200);
    expect((await server.push({ files: files("third"), base: json.base })).status).toBe(409);
    expect((await server.push({ files: files("third"), base: null })).status).toBe(200);
  });

  it("of nothing is refused, unless it is forced", async () => {
    for (const files of [{}, { "a.yaml": "data_catalog: {}\n" }]) {
      const { status, json } = await server.push({ files });
      expect([status, json.type.split("/").at(-1)]).toEqual([409, "TS-PUSH-002"]);
    }
    expect(await names()).toEqual(["customers", "orders"]);
    expect((await server.push({ files: {}, force: true })).json.counts).toMatchObject({ removed: 2 });
    expect(await names()).toEqual([]);
  });

  it("brings a removed dataset back under its id", async () => {
    await server.push({ files: { "a.yaml": fileOf(["orders"], ["customers"]) } });
    const id = (await server.store.published()).find(({ name }) => name === "orders")?.id;
    await server.push({ files: { "a.yaml": fileOf(["customers"]) } });
    expect(await names()).toEqual(["customers"]);
    await server.push({ files: { "a.yaml": fileOf(["orders"], ["customers"]) } });
    expect((await server.store.published()).find(({ name }) => name === "orders")?.id).toBe(id);
  });
});

describe("a file that is not as it should be", () => {
  beforeAll(async () => {
    await server.push({ files: { "a.yaml": fileOf(["orders"]), "b.yaml": "data_catalog: {datasets: {}}" }, force: true });
  });

  it.each([
    ["broken YAML", { "a.yaml": "data_catalog: [" }],
    ["more than 1 MiB", { "a.yaml": `${fileOf(["orders"])}#${"x".repeat(1024 * 1024)}` }],
    ["no whole characters", { "a.yaml": `${fileOf(["orders"])}# \ud800` }],
  ])("keeps what it defined: %s", async (_case, files) => {
    const { status, json } = await server.push({ files: { ...files, "b.yaml": fileOf(["fresh"]) } });
    expect([status, json.counts.kept, json.counts.removed]).toEqual([200, 1, 0]);
    expect(json.plan.problems[0]).toMatchObject({ level: "error", position: { file: "a.yaml" } });
    expect(await names()).toEqual(["fresh", "orders"]);
  });

  it("keeps what it defined when the client could not read it", async () => {
    const why = { code: "TS-FILE-001", message: "The file cannot be read (EACCES).", hint: "Check that Touchstone may read it." };
    for (const path of ["a.yaml", "sub/"]) {
      await server.push({
        files: { "a.yaml": fileOf(["orders"]), "sub/deep.yaml": fileOf(["deep"]).replace("owners: {shop: {title: Shop}}", "") },
      });
      const files: Record<string, string> = {
        "a.yaml": fileOf(["orders"]),
        "sub/deep.yaml": fileOf(["deep"]).replace(/ {2}owners.*\n/, ""),
      };
      for (const file of Object.keys(files)) if (file.startsWith(path)) delete files[file];
      const { json } = await server.push({ files, unreadable: [{ path, ...why }] });
      expect(json.counts, path).toMatchObject({ kept: 1, removed: 0 });
      expect(json.plan.problems).toContainEqual(expect.objectContaining({ ...why, level: "error" }));
    }
  });

  it("is named when its bytes are no UTF-8, and the others are published", async () => {
    const text = JSON.stringify({ files: { "a.yaml": fileOf(["orders"]), "c.yaml": `${fileOf(["fresh"])}# caf_` } });
    const bytes = Buffer.from(text, "latin1");
    bytes[bytes.lastIndexOf("_")] = 0xe9;
    const { json } = await server.push(bytes);
    expect(json.plan.problems[0]).toMatchObject({ code: "TS-FILE-003", position: { file: "c.yaml" } });
  });

  it.each([
    "/etc/x.yaml",
    "../x.yaml",
    "a/../../x.yaml",
    "a//x.yaml",
    "./x.yaml",
    "a\\x.yaml",
    "x\u0000.yaml",
    "C:/x.yaml",
    "",
    "a".repeat(1_001),
  ])("is refused with its path: %j", async (path) => {
    const before = await state();
    const { status, json } = await server.push({ files: { "a.yaml": fileOf(["other"]), [path]: "x" } });
    expect([status, json.type.split("/").at(-1)]).toEqual([400, "TS-PUSH-003"]);
    expect(json.errors).toHaveLength(1);
    expect(await state()).toEqual(before);
  });
});

describe("the body", () => {
  it.each([
    ["no JSON", "{", 400],
    ["another shape", JSON.stringify({ files: { "a.yaml": 1 } }), 400],
    ["an unknown key", JSON.stringify({ files: {}, comit: "x" }), 400],
    ["no object", "[]", 400],
    ["empty", "", 400],
  ])("is refused: %s", async (_case, body, status) => {
    expect((await server.push(body)).status).toBe(status);
  });

  it.each([
    [{ "content-type": "text/plain" }],
    [{ "content-type": "application/json", "content-encoding": "br" }],
    [{ "content-type": "application/gzip", "content-encoding": "gzip" }],
  ])("is of a kind that is known, not %j", async (headers) => {
    const { status, json } = await server.push("x", { headers });
    expect([status, json.type.split("/").at(-1)]).toEqual([415, "TS-API-011"]);
  });

  it("arrives whole: 20 MB, plain and packed, on a slow and on a fast line", async () => {
    const noise = Array.from({ length: 28 }, (_, index) => [`noise/${index}.md`, randomBytes(384 * 1024).toString("hex")] as const);
    const text = JSON.stringify({ files: { "a.yaml": fileOf(["orders"]), ...Object.fromEntries(noise) } });
    expect(text.length).toBeGreaterThan(20_000_000);
    const packed = gzipSync(text, { level: 1 });
    for (const [body, headers] of [
      [Buffer.from(text), {}],
      [packed, { "content-encoding": "gzip" }],
    ] as const) {
      const { status, json } = await server.push(body, { headers });
      expect(status).toBe(200);
      expect(json.received).toEqual({ bytes: body.length, sha256: createHash("sha256").update(body).digest("hex") });
    }
  });

  it("is refused when it is more than 64 MB, before or while it is sent", async () => {
    const chunk = Buffer.alloc(1024 * 1024, 32);
    const send = (headers: string, chunks: number) =>
      new Promise<string>((resolve) => {
        const socket = connect(server.port, "127.0.0.1");
        let heard = "";
        socket.on("data", (data) => {
          heard += data.toString();
          resolve(heard);
        });
        socket.on("error", () => resolve(heard));
        socket.write(
          `POST /api/v1/catalog HTTP/1.1\r\nHost: x\r\nAuthorization: ${token}\r\nContent-Type: application/json\r\n${headers}\r\n\r\n`,
        );
        for (let at = 0; at < chunks; at += 1) {
          socket.write(`${chunk.length.toString(16)}\r\n`);
          socket.write(chunk);
          socket.write("\r\n");
        }
      });
    const token = await server.bearer("admin");
    expect(await send("Content-Length: 67108865", 0)).toMatch(/^HTTP\/1\.1 413 /);
    expect(await send("Transfer-Encoding: chunked", 70)).toMatch(/^HTTP\/1\.1 413 /);
  });
});

describe("a push of somebody who is no administrator", () => {
  const withSource = (files: string) =>
    `data_catalog:\n  sources: {lake: {engine: duckdb, files: ${files}}}\n  policy: {classifications: {pii: {mask: partial}}}\n`;
  let authorization: string;
  const push = (files: Record<string, string>) =>
    server.push({ files: { "a.yaml": fileOf(["orders"]), ...files } }, { headers: { authorization } });
  beforeAll(async () => {
    authorization = await server.bearer("publish");
    await server.push({ files: { "a.yaml": fileOf(["orders"]), "s.yaml": withSource("./data") } });
  });

  it("may not change sources or the policy, which it is told by name", async () => {
    for (const files of [{}, { "s.yaml": withSource("/srv") }]) {
      const { status, json } = await push(files);
      expect([status, json.type.split("/").at(-1)]).toEqual([403, "TS-ACCESS-003"]);
      expect(json.detail).toContain("the source 'lake'");
    }
    expect((await push({ "s.yaml": withSource("./data").replace("partial", "hash") })).json.detail).toContain("the policy");
  });

  it("may change all else, and move them to another file", async () => {
    expect(
      (await push({ "other.yaml": `# moved\n${withSource("./data")}`, "b.yaml": fileOf(["fresh"]).replace(/ {2}owners.*\n/, "") })).status,
    ).toBe(200);
    expect(await names()).toEqual(["fresh", "orders"]);
  });
});

describe("a key for repeated requests", () => {
  const body = { files: { "a.yaml": fileOf(["orders", "Keyed."]) }, commit: "keyed", force: true };

  it("gives the answer of the first request again, whatever happened since", async () => {
    const headers = { "idempotency-key": "build-7" };
    const first = await server.push(body, { headers });
    expect(first.json.outcome).toBe("published");
    await server.push({ files: { "a.yaml": fileOf(["orders", "Later."]) }, commit: "later" });
    const second = await server.push(body, { headers });
    expect(second.json).toEqual(first.json);
    expect(second.headers["idempotent-replayed"]).toBe("true");
    expect(await base()).toBe("later");
    expect(
      (await server.push(body, { headers: { ...headers, authorization: await server.bearer("admin") } })).headers["idempotent-replayed"],
    ).toBeUndefined();
  });

  it("means one request only, and is a key", async () => {
    const headers = { "idempotency-key": "build-7" };
    const other = await server.push({ ...body, commit: "other" }, { headers });
    expect([other.status, other.json.type.split("/").at(-1)]).toEqual([422, "TS-API-012"]);
    expect((await server.push(body, { headers, path: "/api/v1/catalog?author=Eve" })).status).toBe(422);
    expect((await server.push(body, { headers: { "idempotency-key": "a b" } })).status).toBe(400);
  });
});
