import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stripVTControlCharacters, styleText } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Context, Style } from "#lib/cli/command.ts";
import { type ProblemFormat, printProblems, readProblemFormat } from "#lib/cli/problem-format.ts";
import { runCli } from "#lib/cli/testing.ts";
import type { Problem } from "#lib/contract/problem.ts";

let root: string;
let folder: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "touchstone-format-"));
  folder = join(root, "data", "catalog");
  await mkdir(folder, { recursive: true });
  await mkdir(join(root, ".git"));
});
afterAll(() => rm(root, { recursive: true }));

const HOSTILE = "100%: a,b\r\n::error::owned \u001b[2J\u202eevil\u0085";
const problem = (given: Partial<Problem> = {}): Problem => ({
  code: "TS-SPEC-001",
  level: "warning",
  position: { file: "shop/orders.yaml", line: 12, column: 7 },
  message: "The key 'ownr' is not known.",
  hint: "Did you mean 'owner'?",
  dataset: "orders",
  ...given,
});

async function print(problems: readonly Problem[], format: ProblemFormat, given: Partial<Context> = {}): Promise<string> {
  let text = "";
  const write = async (chunk: string | Uint8Array) => {
    text += String(chunk);
  };
  const style = (_format: Style, words: string) => words;
  const context = { env: {}, cwd: join(root, "data"), style, write, ...given } as Context;
  await printProblems({ problems, folder, counts: { dataset: 3, file: 2 } }, format, context);
  return text;
}

const place = (file: string, line: number, column = 1) => ({ position: { file, line, column } });

describe("problems as text", () => {
  it("stand below their file, named from where one stands, aligned and in the order of lines", async () => {
    const problems = [
      problem({ ...place("b.yaml", 120, 3), level: "error" }),
      problem(place("b.yaml", 9)),
      problem({ ...place("a.yaml", 1), level: "note", hint: null }),
    ];
    expect(await print(problems, "text")).toBe(`catalog/a.yaml
  1:1  note     TS-SPEC-001    The key 'ownr' is not known.

catalog/b.yaml
  9:1    warning  TS-SPEC-001    The key 'ownr' is not known.
                                 Did you mean 'owner'?
  120:3  error    TS-SPEC-001    The key 'ownr' is not known.
                                 Did you mean 'owner'?

3 datasets in 2 files: 1 error, 1 warning, 1 note
Explained at http://localhost:3000/docs/errors/TS-SPEC-001
`);
  });

  it("say the same with colours", async () => {
    const coloured = (format: Style, words: string) => styleText(format, words, { validateStream: false });
    const text = await print([problem()], "text", { style: coloured });
    expect(text).toContain("\u001b[33mwarning");
    expect(stripVTControlCharacters(text)).toBe(await print([problem()], "text"));
  });

  it("point to the pages of the server that is set", async () => {
    const env = { TOUCHSTONE_URL: "https://data.example.com/" };
    expect(await print([problem()], "text", { env })).toContain("Explained at https://data.example.com/docs/errors/TS-SPEC-001\n");
    const two = [problem(), problem({ code: "TS-SPEC-002" })];
    expect(await print(two, "text", { env })).toContain("Every code is explained at https://data.example.com/docs/errors/<code>\n");
  });

  it("write a problem of several datasets once", async () => {
    const text = await print([problem(), problem({ dataset: "orders_v2" })], "text");
    expect(text.match(/ownr/g)).toHaveLength(1);
    expect(text).toContain("1 warning");
  });
});

describe("problems for GitHub", () => {
  it("are workflow commands from the root of the repository, the worst first", async () => {
    const text = await print([problem({ level: "note", hint: null }), problem({ level: "error" })], "github");
    expect(text).toBe(
      `::error file=data/catalog/shop/orders.yaml,line=12,col=7,title=TS-SPEC-001 Unknown key::The key 'ownr' is not known. Did you mean 'owner'?
::notice file=data/catalog/shop/orders.yaml,line=12,col=7,title=TS-SPEC-001 Unknown key::The key 'ownr' is not known.
3 datasets in 2 files: 1 error, 0 warnings, 1 note
`,
    );
  });

  it("escape what would end a property or begin a command", async () => {
    const [line = "", ...rest] = (await print([problem({ ...place("a,b:50%.yaml", 1), message: HOSTILE, hint: null })], "github")).split(
      "\n",
    );
    expect(line).toMatch(/^::warning file=data\/catalog\/a%2Cb%3A50%25\.yaml,line=1,col=1,title=[^:]*::100%25: a,b/);
    expect(rest.filter((other) => other.startsWith("::"))).toEqual([]);
  });

  it("tell when GitHub will not show all", async () => {
    const many = Array.from({ length: 11 }, (_, index) => problem(place("a.yaml", index + 1)));
    expect(await print(many, "github")).toContain("GitHub shows the first 10 of each kind");
    expect(await print(many.slice(1), "github")).not.toContain("GitHub shows");
  });
});

describe("problems as SARIF", () => {
  it("name rule, page, file and place, with a fingerprint that does not depend on the line", async () => {
    const read = async (problems: readonly Problem[]) => JSON.parse(await print(problems, "sarif")).runs[0];
    const run = await read([problem({ ...place("Bestellungen 50%:ü#1.yaml", 3, 5), level: "error" })]);
    expect(run.tool.driver.rules).toEqual([
      expect.objectContaining({ id: "TS-SPEC-001", helpUri: "http://localhost:3000/docs/errors/TS-SPEC-001" }),
    ]);
    expect(run.results).toEqual([
      {
        ruleId: "TS-SPEC-001",
        ruleIndex: 0,
        level: "error",
        message: { text: "The key 'ownr' is not known. Did you mean 'owner'?" },
        locations: [
          {
            physicalLocation: {
              artifactLocation: { uri: "data/catalog/Bestellungen%2050%25%3A%C3%BC%231.yaml", uriBaseId: "%SRCROOT%" },
              region: { startLine: 3, startColumn: 5 },
            },
          },
        ],
        partialFingerprints: { "problem/v1": expect.stringMatching(/^[0-9a-f]{32}:1$/) },
      },
    ]);
    const [first, second] = (await read([problem(), problem(place("shop/orders.yaml", 40))])).results;
    const [moved] = (await read([problem(place("shop/orders.yaml", 13))])).results;
    expect(moved.partialFingerprints).toEqual(first.partialFingerprints);
    expect(second.partialFingerprints).not.toEqual(first.partialFingerprints);
  });
});

describe("problems as JSON", () => {
  it("have the documented shape", async () => {
    expect(JSON.parse(await print([problem()], "json"))).toEqual({
      datasets: 3,
      files: 2,
      errors: 0,
      warnings: 1,
      notes: 0,
      problems: [
        {
          code: "TS-SPEC-001",
          level: "warning",
          file: "data/catalog/shop/orders.yaml",
          line: 12,
          column: 7,
          message: "The key 'ownr' is not known.",
          hint: "Did you mean 'owner'?",
          dataset: "orders",
          help: "http://localhost:3000/docs/errors/TS-SPEC-001",
        },
      ],
    });
  });

  it("lose nothing of a hostile text", async () => {
    expect(JSON.parse(await print([problem({ message: HOSTILE })], "json")).problems[0].message).toBe(HOSTILE);
  });
});

describe.each(["text", "json", "github", "sarif"] as const)("the format %s", (format) => {
  it("writes no control character of a file, and the same bytes every time", async () => {
    const hostile = problem({ ...place("\u001b[31m.yaml", 1), message: HOSTILE, hint: HOSTILE, dataset: null });
    const text = await print([hostile, problem()], format);
    expect(text).toMatch(/^(?:(?![\p{Cc}\u202a-\u202e])[\s\S]|\n)*$/u);
    expect(text).not.toContain("\n::error::owned");
    expect(await print([hostile, problem()], format)).toBe(text);
  });

  it("is what check writes", async () => {
    const { code, out } = await runCli(["check", folder, "--format", format], { cwd: root });
    expect(code).toBe(0);
    expect(out).not.toBe("");
  });
});

describe("--format", () => {
  it("is text unless said, and --json is short for json", () => {
    expect([readProblemFormat({}), readProblemFormat({ json: true }), readProblemFormat({ format: "sarif" })]).toEqual([
      "text",
      "json",
      "sarif",
    ]);
  });

  it("names the nearest format", async () => {
    const { code, err } = await runCli(["check", folder, "--format", "serif"], { cwd: root });
    expect({ code, err }).toEqual({ code: 2, err: "There is no format 'serif'. Did you mean 'sarif'?" });
  });
});
