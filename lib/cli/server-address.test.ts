import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runCli } from "#lib/cli/testing.ts";

const HOME_TOKEN = `tst_${"h".repeat(43)}`;
let dir: string;
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), "touchstone-address-"));
  mkdirSync(join(dir, ".touchstone"));
  mkdirSync(join(dir, "catalog"));
  writeFileSync(join(dir, ".touchstone", "server.json"), JSON.stringify({ url: "http://127.0.0.1:4321", pid: 1 }));
  writeFileSync(join(dir, ".touchstone", "admin-token"), `${HOME_TOKEN}\n`);
});
afterAll(() => rmSync(dir, { recursive: true }));

/** Pushes, and tells what was asked first. */
async function push(env: Record<string, string>) {
  const asked: { readonly url: string; readonly token: string | null }[] = [];
  const run = await runCli(["push"], {
    ...{ cwd: dir, env },
    fetch: async (input, init) => {
      asked.push({ url: String(input), token: new Headers(init?.headers).get("authorization") });
      return new Response("{}", { status: 418 });
    },
  });
  return { ...run, asked };
}

describe("the administrator's token of the server that was started here", () => {
  it.each([{}, { TOUCHSTONE_URL: "" }, { TOUCHSTONE_URL: "http://127.0.0.1:4321/" }])("is sent to that server: %j", async (env) => {
    const asked = { url: "http://127.0.0.1:4321/api/v1/catalog", token: `Bearer ${HOME_TOKEN}` };
    expect((await push({ ...env, TOUCHSTONE_TOKEN: "" })).asked).toEqual([asked]);
  });

  it.each(["https://catalog.example.com", "http://127.0.0.1:4322", "https://127.0.0.1:4321"])("is not sent to %s", async (url) => {
    const { code, err, asked } = await push({ TOUCHSTONE_URL: url });
    expect({ code, asked }).toEqual({ code: 2, asked: [] });
    expect(err).toMatch(/Set TOUCHSTONE_TOKEN to a token of/);
    expect((await push({ TOUCHSTONE_URL: url, TOUCHSTONE_TOKEN: "tst_own" })).asked).toMatchObject([{ token: "Bearer tst_own" }]);
  });
});

describe("an address or a token that is none", () => {
  it.each([
    [{ TOUCHSTONE_URL: "catalog.example.com" }, /TOUCHSTONE_URL is no address/],
    [{ TOUCHSTONE_URL: "file:///etc" }, /TOUCHSTONE_URL is no address/],
    [{ TOUCHSTONE_URL: "https://me:s3cret@catalog.example.com" }, /TOUCHSTONE_URL has a name or a password/],
    [{ TOUCHSTONE_TOKEN: "tst_s3cret\nX-Evil: 1" }, /TOUCHSTONE_TOKEN is no token/],
  ])("is refused without being shown: %j", async (env, said) => {
    const { code, err, asked } = await push({ TOUCHSTONE_TOKEN: "t", ...env, TOUCHSTONE_DEBUG: "1" });
    expect({ code, asked }).toEqual({ code: 2, asked: [] });
    expect(err).toMatch(said);
    expect(err).not.toContain("s3cret");
  });
});

it("does not wait for ever for a server that says nothing", async () => {
  const signals: unknown[] = [];
  const { code, err } = await runCli(["push"], {
    ...{ cwd: dir, env: {} },
    fetch: async (_input, init) => {
      signals.push(init?.signal);
      throw new DOMException("The operation was aborted due to timeout", "TimeoutError");
    },
  });
  expect({ code, err }).toEqual({ code: 2, err: expect.stringMatching(/4321 does not answer within 30 seconds/) });
  expect(signals).toEqual([expect.any(AbortSignal)]);
});
