import { existsSync } from "node:fs";
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Interrupted } from "#lib/cli/command.ts";
import { runCli } from "#lib/cli/testing.ts";
import { parseTexts } from "#lib/contract/testing.ts";

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), "touchstone-fmt-"));
});
afterEach(() => rm(dir, { recursive: true }));

const run = (args: readonly string[], options: Parameters<typeof runCli>[1] = {}) => runCli(["fmt", ...args], { cwd: dir, ...options });
const read = (name: string) => readFile(join(dir, name), "utf8");
const write = (name: string, text: string | Uint8Array) => writeFile(join(dir, name), text);

const UGLY = `monitors:\n-   type:  "volume"\n    table: orders # why\n`;
const TIDY = `monitors:\n  - type: volume\n    table: orders # why\n`;
const BROKEN = `monitors:\n  - "volume\n`;

describe("touchstone fmt", () => {
  it("writes files in place, names them, and finds nothing to do a second time", async () => {
    await write("a.yaml", UGLY);
    await write("b.yml", TIDY);
    expect(await run(["."])).toEqual({ code: 0, out: "formatted a.yaml", err: "1 file formatted, 1 already in order" });
    expect(await read("a.yaml")).toBe(TIDY);
    expect(await run(["."])).toEqual({ code: 0, out: "", err: "0 files formatted, 2 already in order" });
  });

  it("finds the catalog as the other commands do", async () => {
    await mkdir(join(dir, "catalog"));
    await mkdir(join(dir, "mine"));
    await write("catalog/a.yaml", UGLY);
    await write("mine/b.yaml", UGLY);
    expect((await run([])).out).toBe("formatted catalog/a.yaml");
    expect((await run([], { env: { TOUCHSTONE_CATALOG: "mine" } })).out).toBe("formatted mine/b.yaml");
  });

  it("takes files and folders, each file once, and passes over what is not YAML", async () => {
    await mkdir(join(dir, "sub"));
    await write("sub/a.yaml", UGLY);
    await write("b.yaml", UGLY);
    await write("README.md", "#   hello");
    expect((await run(["sub", "sub/a.yaml", "b.yaml", "README.md"])).out).toBe("formatted sub/a.yaml\nformatted b.yaml");
    expect(await read("README.md")).toBe("#   hello");
  });

  it("leaves a broken file as it is, says why, and still formats the others", async () => {
    await write("a.yaml", BROKEN);
    await write("b.yaml", UGLY);
    const { code, out, err } = await run(["."]);
    expect(code).toBe(1);
    expect(out).toBe("formatted b.yaml");
    expect(err).toContain("a.yaml\n  3:1  error    TS-YAML-001");
    expect(await read("a.yaml")).toBe(BROKEN);
  });

  it("leaves ODCS contracts and other tools' files alone", async () => {
    await write("odcs.yaml", "kind:   DataContract\napiVersion: v3.1.0\n");
    await write("compose.yaml", "services:   {}\n");
    expect(await run(["."])).toEqual({ code: 0, out: "", err: "0 files formatted, 0 already in order, 2 left alone" });
    expect(await read("compose.yaml")).toBe("services:   {}\n");
  });

  it("ends with 2 for a path that is not there, and for flags that exclude one another", async () => {
    expect((await run(["nowhere"])).err).toContain("There is no ");
    for (const args of [
      ["nowhere"],
      ["--check", "--diff"],
      ["--short", "--long"],
      ["--keep", "--long"],
      ["--format", "json"],
      ["--stdin", "a", "b"],
    ])
      expect((await run(args, { stdin: TIDY })).code).toBe(2);
  });

  it.each([
    ["--long", "- id: {type: STRING}"],
    ["--short", "- id: STRING"],
    ["--keep", "- {name: id, type: STRING}"],
  ])("%s", async (flag, expected) => {
    await write("a.yaml", "data_catalog:\n  datasets:\n    orders:\n      schema:\n        - {name: id, type: STRING}\n");
    await run([".", flag]);
    expect(await read("a.yaml")).toContain(`        ${expected}\n`);
  });
});

describe("touchstone fmt --check", () => {
  it("writes nothing, and names each file with the first line that would change", async () => {
    await write("a.yaml", UGLY);
    await write("b.yaml", TIDY);
    const { code, out } = await run([".", "--check"]);
    expect(code).toBe(1);
    expect(out).toContain("a.yaml\n  2:1  error    TS-FMT-002");
    expect(out).not.toContain("b.yaml");
    expect(out).toContain("2 files: 1 error");
    expect(await read("a.yaml")).toBe(UGLY);
  });

  it("ends with 0 where nothing would change", async () => {
    await write("b.yaml", TIDY);
    expect(await run([".", "--check"])).toMatchObject({ code: 0, out: "1 file: 0 errors, 0 warnings, 0 notes" });
  });

  it("annotates a pull request", async () => {
    await write("a.yaml", UGLY);
    expect((await run([".", "--check", "--format", "github"])).out).toMatch(/^::error .*line=2/m);
    expect(JSON.parse((await run([".", "--check", "--json"])).out).problems).toMatchObject([{ code: "TS-FMT-002", line: 2 }]);
  });
});

describe("touchstone fmt --diff", () => {
  it("writes nothing but the difference, and ends with 1", async () => {
    await write("a.yaml", UGLY);
    await write("b.yaml", TIDY);
    const { code, out } = await run([".", "--diff"]);
    expect(code).toBe(1);
    expect(out).toBe(
      '--- a/a.yaml\n+++ b/a.yaml\n@@ -1,3 +1,3 @@\n monitors:\n--   type:  "volume"\n+  - type: volume\n     table: orders # why',
    );
    expect(await read("a.yaml")).toBe(UGLY);
  });

  it("shows a last line without an end as such", async () => {
    await write("a.yaml", TIDY.trimEnd());
    expect((await run([".", "--diff"])).out).toContain("\\ No newline at end of file");
  });

  it("is coloured only where colours are", async () => {
    await write("a.yaml", UGLY);
    expect((await run([".", "--diff"], { colour: true })).out).toContain("\u001b[31m--   type");
  });
});

describe("touchstone fmt --stdin", () => {
  it("is a filter", async () => {
    expect(await run(["--stdin"], { stdin: UGLY })).toEqual({ code: 0, out: TIDY.trimEnd(), err: "" });
    expect((await run(["--stdin"], { stdin: "services:   {}\n" })).out).toBe("services:   {}");
    expect((await run(["--stdin", "--long"], { stdin: "data_catalog: {glossary: {a: b}}" })).out).toContain("a: {definition: b}");
  });

  it("repeats nothing of a broken text, and names it as it was told", async () => {
    const { code, out, err } = await run(["--stdin", "orders.yaml"], { stdin: BROKEN });
    expect({ code, out }).toEqual({ code: 1, out: "" });
    expect(err).toContain("orders.yaml\n  3:1  error");
    expect((await run(["--stdin"], { stdin: new Uint8Array([0xff, 0xfe]) })).err).toContain("TS-FILE-003");
  });

  it("checks and shows differences too", async () => {
    expect(await run(["--stdin", "--check"], { stdin: UGLY })).toMatchObject({ code: 1, out: expect.stringContaining("TS-FMT-002") });
    expect((await run(["--stdin", "--check"], { stdin: TIDY })).code).toBe(0);
    expect(await run(["--stdin", "--diff", "x.yaml"], { stdin: UGLY })).toMatchObject({
      code: 1,
      out: expect.stringContaining("+++ b/x.yaml"),
    });
  });
});

describe("a file on disk", () => {
  it("keeps its permissions, and leaves nothing beside it", async () => {
    await write("a.yaml", UGLY);
    await chmod(join(dir, "a.yaml"), 0o664);
    await run(["."]);
    expect((await stat(join(dir, "a.yaml"))).mode & 0o777).toBe(0o664);
    expect(await readdir(dir)).toEqual(["a.yaml"]);
  });

  it("loses its byte order mark and keeps the line ends of Windows", async () => {
    await write("a.yaml", `\uFEFF${UGLY.replaceAll("\n", "\r\n")}`);
    await run(["."]);
    expect(await read("a.yaml")).toBe(TIDY.replaceAll("\n", "\r\n"));
  });

  it("behind a link is written where it lies; a link that leads out of the folder is not followed", async () => {
    await mkdir(join(dir, "in"));
    await write("in/real.yaml", UGLY);
    await symlink("real.yaml", join(dir, "in/link.yaml"));
    await write("outside.yaml", UGLY);
    await symlink("../outside.yaml", join(dir, "in/out.yaml"));
    const { code, out, err } = await run(["in"]);
    expect({ code, out }).toEqual({ code: 1, out: "formatted in/link.yaml" });
    expect(err).toContain("in/out.yaml");
    expect(await read("in/real.yaml")).toBe(TIDY);
    expect((await readdir(join(dir, "in"), { withFileTypes: true })).filter((entry) => entry.isSymbolicLink())).toHaveLength(2);
    expect((await run(["in/out.yaml"])).err).toContain("leads out of its folder");
    expect(await read("outside.yaml")).toBe(UGLY);
  });

  it("larger than 1 MiB, or not UTF-8, stays as it is", async () => {
    await write("a.yaml", `# ${"x".repeat(1024 * 1024)}\n${UGLY}`);
    await write("b.yaml", new Uint8Array([0x6d, 0xff]));
    for (const path of [["."], ["a.yaml", "b.yaml"]]) {
      const { code, err } = await run(path);
      expect(code).toBe(1);
      expect(err).toContain("TS-FILE-002");
      expect(err).toContain("TS-FILE-003");
    }
  });

  // Root may write everywhere, so there it cannot be tried.
  it.skipIf(process.getuid?.() === 0)("that may not be written is named, and the exit code is 2", async () => {
    await write("a.yaml", UGLY);
    await chmod(join(dir, "a.yaml"), 0o444);
    const { code, err } = await run(["."]);
    expect(code).toBe(2);
    expect(err).toContain("a.yaml was not written: You may not write here.");
    expect(await read("a.yaml")).toBe(UGLY);
  });

  it("is whole when the command is stopped: a stop comes between two files", async () => {
    for (const name of ["a.yaml", "b.yaml", "c.yaml"]) await write(name, UGLY);
    const stop = new AbortController();
    const { code } = await run(["."], {
      signal: stop.signal,
      progress: () => ({ update: () => stop.abort(new Interrupted(130)), end() {} }),
    });
    expect(code).toBe(130);
    expect([await read("a.yaml"), await read("b.yaml"), await read("c.yaml")]).toEqual([TIDY, UGLY, UGLY]);
    expect(await readdir(dir)).toHaveLength(3);
  });
});

describe("the project's own catalogs", () => {
  const root = new URL("../../", import.meta.url).pathname;

  it.each([["catalog"], ["e2e/catalog/company.yaml", "e2e/catalog/commerce.yaml", "e2e/catalog/customers.yaml"]])(
    "%s is formatted",
    async (...paths) => {
      expect(await run([...paths, "--check"], { cwd: root })).toMatchObject({ code: 0 });
    },
  );

  it("its documentation shows what fmt does", async () => {
    const example = /```yaml\n# before\n([\s\S]*?)# after\n([\s\S]*?)```/.exec(await readFile(join(root, "docs/formatting.md"), "utf8"));
    const inDataset = (columns = "") =>
      `data_catalog:\n  datasets:\n    orders:\n      schema:\n${columns.replace(/^(?=.)/gm, "        ")}`;
    expect(`${(await run(["--stdin"], { stdin: inDataset(example?.[1]) })).out}\n`).toBe(inDataset(example?.[2]));
  });

  it.each(["data_catalog.yaml", "monitors.yaml"])("the article's %s means the same afterwards", async (name) => {
    const path = join(root, "../shared/fixtures/article", name);
    if (!existsSync(path)) return console.info("skipped: the article's files are not beside this checkout");
    const text = await readFile(path, "utf8");
    const { out } = await run(["--stdin"], { stdin: text });
    const hashes = (yaml: string) => parseTexts({ "a.yaml": yaml }).catalog.datasets.map(({ hash }) => hash);
    const codes = (yaml: string) => parseTexts({ "a.yaml": yaml }).problems.map(({ code, message }) => `${code} ${message}`);
    expect(hashes(out)).toEqual(hashes(text));
    expect(codes(out)).toEqual(codes(text));
    expect(out.match(/#.*/g)).toEqual(text.match(/#.*/g));
  });
});
