import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { runCli } from "#lib/cli/testing.ts";
import { fileOf, openPushHarness, type PushHarness } from "#lib/server/publish/harness.ts";
import { namesOf } from "#lib/store/conformance/publish-now.ts";
import { type StoreServer, startStoreServer } from "#lib/store/test-store.ts";

let databases: StoreServer;
beforeAll(async () => {
  databases = await startStoreServer();
  return () => databases.stop();
}, 60_000);

let server: PushHarness;
let dir: string;
let token: string;
beforeEach(async () => {
  server = await openPushHarness({ thread: false }, databases);
  token = (await server.bearer("admin")).replace("Bearer ", "");
  dir = mkdtempSync(join(tmpdir(), "touchstone push-"));
});
afterEach(async () => {
  await server.close();
  rmSync(dir, { recursive: true });
});

const folder = () => join(dir, "catalog");
function write(text: string, path = "a.yaml"): void {
  mkdirSync(join(folder(), path, ".."), { recursive: true });
  writeFileSync(join(folder(), path), text);
}
const git = (...args: string[]) =>
  execFileSync("git", ["-C", dir, "-c", "user.name=Ada", "-c", "user.email=ada@example.com", "-c", "commit.gpgsign=false", ...args], {
    encoding: "utf8",
  }).trim();
function commit(text: string): string {
  write(text);
  git("add", "-A");
  git("commit", "-q", "-m", "change");
  return git("rev-parse", "HEAD");
}
const push = (args: readonly string[] = [], given: { readonly fetch?: typeof fetch; readonly env?: Record<string, string> } = {}) =>
  runCli(["push", folder(), ...args], {
    cwd: dir,
    fetch: given.fetch ?? fetch,
    env: { PATH: process.env["PATH"] ?? "", HOME: dir, TOUCHSTONE_URL: server.url, TOUCHSTONE_TOKEN: token, ...given.env },
  });
const state = () => server.store.state();

describe("touchstone push from a Git repository", () => {
  beforeEach(() => {
    git("init", "-q", "-b", "main");
  });

  it("publishes under the commit and its author, says what changed, and nothing the second time", async () => {
    const first = commit(fileOf(["orders"], ["customers"]));
    const { code, out, err } = await push();
    expect([code, err]).toEqual([0, ""]);
    expect(out).toMatch(
      /New\n {2}customers\n {2}orders\n[\s\S]*2 datasets added[\s\S]*Published on .* \(revision 1, commit [0-9a-f]{40}\)\.$/,
    );
    expect(await state()).toMatchObject({ publisher: "push", commit: first, author: "Ada" });
    expect(await push()).toMatchObject({ code: 0, err: "", out: expect.stringContaining("Nothing changed") });
  });

  it("publishes what comes after the published commit, and refuses what comes before it", async () => {
    const first = commit(fileOf(["orders"]));
    await push();
    const second = commit(fileOf(["orders", "Newer."]));
    expect(await push()).toMatchObject({ code: 0, err: "" });
    expect((await state()).commit).toBe(second);

    git("checkout", "-q", first);
    const { code, err } = await push();
    expect([code, err]).toEqual([2, expect.stringMatching(/newer catalog: commit [0-9a-f]{12} by Ada.*Pull first.*--force/)]);
    expect((await state()).commit).toBe(second);
    expect((await push(["--force"])).code).toBe(0);
    expect((await state()).commit).toBe(first);
  });

  it("refuses what another branch does not have, and what no history tells of", async () => {
    commit(fileOf(["orders"]));
    await push();
    git("checkout", "-q", "-b", "side");
    commit(fileOf(["orders", "Side."]));
    await push();
    git("checkout", "-q", "main");
    commit(fileOf(["orders", "Main."]));
    expect(await push()).toMatchObject({ code: 2, err: expect.stringContaining("your branch does not have") });
    git("merge", "-q", "-s", "ours", "-m", "merge", "side");
    expect((await push()).code).toBe(0);

    execFileSync("git", ["clone", "-q", "--depth", "1", `file://${dir}`, join(dir, "clone")]);
    await server.push({ files: { "a.yaml": fileOf(["orders", "Elsewhere."]) }, commit: "a".repeat(40), author: "Eve" });
    expect(await push()).toMatchObject({ code: 2, err: expect.stringMatching(/commit a{12} by Eve, which is in no Git repository here/) });
    const clone = await runCli(["push", join(dir, "clone/catalog")], {
      ...{ cwd: dir, fetch },
      env: { PATH: process.env["PATH"] ?? "", TOUCHSTONE_URL: server.url, TOUCHSTONE_TOKEN: token },
    });
    expect(clone).toMatchObject({ code: 2, err: expect.stringContaining("fetch-depth: 0") });
    expect((await state()).commit).toBe("a".repeat(40));
  });

  it("marks what is not committed, and lets the next commit replace it", async () => {
    const first = commit(fileOf(["orders"]));
    write(fileOf(["orders", "Not committed."]));
    const { code, err } = await push();
    expect([code, err]).toEqual([0, expect.stringContaining("not committed")]);
    expect((await state()).commit).toBe(`${first}-dirty`);
    commit(fileOf(["orders", "Committed."]));
    expect(await push()).toMatchObject({ code: 0, err: expect.stringContaining("never committed by Ada; this push replaces") });
  });

  it("takes over from the server's folder, unless that is newer", async () => {
    const first = commit(fileOf(["orders"]));
    const second = commit(fileOf(["orders", "Newer."]));
    await server.publisher.folder({ dir: folder(), commit: second, author: "Ada" });
    git("checkout", "-q", first);
    expect(await push()).toMatchObject({ code: 2, err: expect.stringContaining("newer") });
    await server.publisher.folder({ dir: folder(), commit: "b".repeat(40), author: "Somebody" });
    expect(await push()).toMatchObject({ code: 0, err: expect.stringContaining("a folder of its own") });
    expect(await state()).toMatchObject({ publisher: "push", commit: first });
    await expect(server.publisher.folder({ dir: folder(), commit: second, author: "Ada" })).rejects.toMatchObject({
      code: "TS-SERVER-002",
    });
  });

  it("is refused when somebody else published in between", async () => {
    commit(fileOf(["orders"]));
    await push();
    commit(fileOf(["orders", "Mine."]));
    const hasty: typeof fetch = async (input, init) => {
      if (init?.method === "POST")
        await server.push({ files: { "a.yaml": fileOf(["orders", "Theirs."]) }, commit: "theirs", author: "Eve" });
      return fetch(input, init);
    };
    expect(await push([], { fetch: hasty })).toMatchObject({ code: 2, err: expect.stringMatching(/commit theirs by Eve.*TS-PUSH-001/) });
    expect((await state()).commit).toBe("theirs");
  });
});

describe("touchstone push from a folder without Git", () => {
  it("names no commit, and is refused where one was pushed", async () => {
    write(fileOf(["orders"]));
    expect((await push()).code).toBe(0);
    write(fileOf(["orders", "Again."]));
    expect(await push()).toMatchObject({ code: 0, err: "" });
    await server.push({ files: { "a.yaml": fileOf(["orders", "Committed."]) }, commit: "c".repeat(40) });
    expect(await push()).toMatchObject({ code: 2, err: expect.stringContaining("nobody can tell whether yours is newer") });
  });

  it("plans without publishing", async () => {
    write(fileOf(["orders"]));
    const before = await state();
    const { code, out } = await push(["--dry-run"]);
    expect([code, out]).toEqual([0, expect.stringMatching(/New\n {2}orders\n[\s\S]*1 dataset added[\s\S]*nothing was published/)]);
    expect(await state()).toEqual(before);
  });

  it("ends with 1 when a file is broken, names its place, and keeps what it defined", async () => {
    write(fileOf(["orders"]));
    write(fileOf(["customers"]).replace(/ {2}owners.*\n/, ""), "b.yaml");
    await push();
    write(fileOf(["orders"]).replace("description", "descripton"));
    rmSync(join(folder(), "b.yaml"));
    const { code, out } = await push();
    expect(code).toBe(1);
    expect(out).toMatch(/Kept as it was, because its text is broken\n {2}orders\n/);
    expect(out).toMatch(/catalog\/a\.yaml\n.*error +TS-SPEC-003/);
    expect(await namesOf(server.store)).toEqual(["orders"]);
    expect((await push(["--format", "github"])).out).toMatch(/^::error file=catalog\/a\.yaml,line=4/m);
    expect(JSON.parse((await push(["--format", "json"])).out)).toMatchObject({ outcome: "unchanged", counts: { kept: 1, errors: 1 } });
  });

  it("names files that cannot be read, so that nothing of them is removed", async () => {
    write(fileOf(["orders"]));
    await push();
    write(`${fileOf(["orders"])}#${"x".repeat(1024 * 1024)}`);
    expect(await push()).toMatchObject({ code: 1, out: expect.stringContaining("TS-FILE-002") });
    expect(await namesOf(server.store)).toEqual(["orders"]);
  });

  it("refuses the wrong folder", async () => {
    write(fileOf(["orders"]));
    await push();
    mkdirSync(join(dir, "empty"));
    const given = { cwd: dir, fetch, env: { TOUCHSTONE_URL: server.url, TOUCHSTONE_TOKEN: token } };
    expect(await runCli(["push", "empty"], given)).toMatchObject({
      code: 2,
      err: expect.stringMatching(/would remove all 1 published.*TS-PUSH-002/),
    });
    expect((await runCli(["push", "empty", "--force"], given)).code).toBe(0);
  });

  it.each([
    ["no server", { TOUCHSTONE_URL: "http://127.0.0.1:9" }, /No server answers at http:\/\/127\.0\.0\.1:9.*Check TOUCHSTONE_URL/],
    ["no token that is known", { TOUCHSTONE_TOKEN: `tst_${"x".repeat(43)}` }, /not known here.*Set TOUCHSTONE_TOKEN.*TS-AUTH-001/],
    ["nothing set", { TOUCHSTONE_URL: "", TOUCHSTONE_TOKEN: "" }, /TOUCHSTONE_URL/],
  ])("ends with 2 and the remedy: %s", async (_case, env, said) => {
    write(fileOf(["orders"]));
    expect(await push([], { env })).toMatchObject({ code: 2, out: "", err: expect.stringMatching(said) });
  });

  it("sends of a large catalog only what the server does not know", async () => {
    const large = (word: string) => `${fileOf(["orders", word])}${`#${"x".repeat(99)}\n`.repeat(6_000)}`;
    write(large("First."));
    write(
      large("Other.")
        .replace("orders", "other")
        .replace(/ {2}owners.*\n/, ""),
      "b.yaml",
    );
    const bodies: { files: object; same?: object }[] = [];
    const watched: typeof fetch = (input, init) => {
      if (init?.body instanceof Uint8Array) bodies.push(JSON.parse(gunzipSync(init.body).toString()));
      return fetch(input, init);
    };
    const sent = () => bodies.splice(0).map(({ files, same = {} }) => [Object.keys(files), Object.keys(same)]);
    expect((await push([], { fetch: watched })).code).toBe(0);
    expect(sent()).toEqual([
      [[], ["a.yaml", "b.yaml"]],
      [["a.yaml", "b.yaml"], []],
    ]);
    expect((await push([], { fetch: watched })).out).toContain("Nothing changed");
    expect(sent()).toEqual([[[], ["a.yaml", "b.yaml"]]]);
    write(large("Second."));
    expect((await push([], { fetch: watched })).out).toContain("1 dataset changed");
    expect(sent()).toEqual([
      [[], ["a.yaml", "b.yaml"]],
      [["a.yaml"], ["b.yaml"]],
    ]);
    expect(await namesOf(server.store)).toEqual(["orders", "other"]);
  });

  it("sends again what got lost, and nothing is done twice", async () => {
    write(fileOf(["orders"]));
    let sent = 0;
    const lossy: typeof fetch = async (input, init) => {
      if (init?.method !== "POST") return fetch(input, init);
      sent += 1;
      if (sent === 1)
        throw Object.assign(new TypeError("fetch failed"), { cause: Object.assign(new Error("reset"), { code: "ECONNRESET" }) });
      const response = await fetch(input, init);
      // The answer gets lost on the way back.
      if (sent === 2) throw new TypeError("terminated");
      return response;
    };
    const { code, out } = await push([], { fetch: lossy });
    expect([code, sent, out]).toEqual([0, 3, expect.stringContaining("1 dataset added")]);
    expect((await state()).revision).toBe(1);
  });
});
