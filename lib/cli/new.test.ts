import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { runCli } from "#lib/cli/testing.ts";
import { parseTexts } from "#lib/contract/testing.ts";
import { SUGGESTIONS } from "#lib/intake/new-dataset.ts";

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), "touchstone-new-"));
  await writeFile(join(dir, "orders.csv"), "order_id,total,updated_at\n1,2.5,2026-01-01 10:00:00\n2,3.5,2026-01-02 10:00:00\n");
});
afterEach(() => rm(dir, { recursive: true }));

const run = (...args: readonly string[]) => runCli(["new", ...args], { cwd: dir });
const read = (path: string) => readFile(join(dir, path), "utf8");

/** The file as it is when somebody accepts all suggestions: the marks of the lines below each heading are removed. */
function accept(text: string): string {
  let suggested = false;
  return text
    .split("\n")
    .map((line) => {
      if (line.includes(SUGGESTIONS)) suggested = true;
      else if (!/^ *#/.test(line)) suggested = false;
      else if (suggested) return line.replace("# ", "");
      return line;
    })
    .join("\n");
}

describe("touchstone new dataset", () => {
  it("writes a file that passes its check and is formatted", async () => {
    expect(await run("dataset", "orders", "--from", "orders.csv", "--owner", "shop")).toMatchObject({ code: 0, out: "" });
    const { code, out } = await runCli(["check", "catalog", "--strict"], { cwd: dir });
    expect([code, out]).toEqual([0, expect.stringContaining("1 dataset in 1 file: 0 errors, 0 warnings")]);
    expect((await runCli(["fmt", "catalog", "--check"], { cwd: dir })).code).toBe(0);
    const { catalog } = parseTexts({ "orders.yaml": await read("catalog/orders.yaml") });
    expect(catalog.datasets[0]).toMatchObject({
      status: "draft",
      owner: "shop",
      columns: [{ type: "BIGINT" }, { type: "DOUBLE" }, { type: "TIMESTAMP" }],
    });
    expect(catalog.datasets[0]?.promises.map(({ kind }) => kind)).toEqual(["columns"]);
  });

  it.each([[["--from", "orders.csv"]], [[]]])("suggests only what can be accepted as it stands: %j", async (from) => {
    const { out } = await run("dataset", "orders", ...from, "--out", "-");
    const { catalog, problems } = parseTexts({ "orders.yaml": accept(out) });
    expect(problems.filter(({ level }) => level !== "note")).toEqual([]);
    expect(catalog.datasets[0]).toMatchObject({
      tier: 2,
      freshness: { maxAgeSeconds: 86_400 },
      sla: { machineCheckable: true },
      checks: [{ kind: "row_count" }, ...(from.length > 0 ? [{ kind: "unique" }] : [])],
      examples: [{}],
    });
  });

  it("asks what is missing, and names the owners that the catalog knows", async () => {
    await mkdir(join(dir, "catalog"));
    await writeFile(join(dir, "catalog/owners.yaml"), "data_catalog:\n  owners:\n    finance: {title: Finance}\n");
    await run("dataset", "orders");
    const text = await read("catalog/orders.yaml");
    expect(text).toContain("# What is one row?");
    expect(text).toContain("This catalog knows finance.");
    expect(text.split("\n")[0]).toBe("# yaml-language-server: $schema=http://localhost:3000/schema/v1/catalog.json");
  });

  it("defines nothing that the catalog has", async () => {
    await run("dataset", "orders", "--from", "orders.csv");
    await run("dataset", "more_orders", "--from", "orders.csv");
    expect(await read("catalog/more_orders.yaml")).not.toContain("owners:\n");
    expect((await runCli(["check", "catalog"], { cwd: dir })).out).toContain("2 datasets in 2 files: 0 errors");
  });

  it("never overwrites, and never defines a dataset twice", async () => {
    await mkdir(join(dir, "catalog"));
    await writeFile(
      join(dir, "catalog/a.yaml"),
      "data_catalog:\n  datasets:\n    Orders-1: {}\n    taken: {description: D, owner: o, schema: []}\n",
    );
    await writeFile(join(dir, "catalog/free.yaml"), "# mine\n");
    expect(await run("dataset", "taken")).toMatchObject({ code: 2, err: expect.stringContaining("in a.yaml") });
    expect(await run("dataset", "free")).toMatchObject({ code: 2, err: expect.stringMatching(/exists already.*Choose another --out\.$/) });
    expect(await read("catalog/free.yaml")).toBe("# mine\n");
  });

  it.each([
    [["dataset"], "Give one name"],
    [["dataset", "Air Quality"], "Write air_quality"],
    [["dataset", "a", "b"], "Give one name"],
    [["datset", "a"], "touchstone new dataset <name>"],
    [["dataset", "a", "--from", "absent.parquet"], "There is no file absent.parquet"],
    [["dataset", "a", "--from", "something"], "nothing that a dataset can be read from"],
    [["dataset", "a", "--from", "NOT_SET#orders"], "The variable NOT_SET is not set"],
    [["dataset", "a", "--out", "folder"], "--out names a file that ends with .yaml"],
  ])("ends with 2 for %j", async (args, message) => {
    expect(await run(...args)).toMatchObject({ code: 2, err: expect.stringContaining(message) });
  });
});
