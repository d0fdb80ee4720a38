import { globSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { COMMANDS } from "#lib/cli/touchstone.ts";

const ROOT = resolve(import.meta.dirname, "..");
const read = (path: string) => readFileSync(resolve(ROOT, path), "utf8");

const stepSchema = z.object({ uses: z.string().optional(), run: z.string().optional(), if: z.string().optional() });
const workflowSchema = z.object({
  on: z.record(z.string(), z.unknown()),
  permissions: z.object({}).strict(),
  jobs: z.record(
    z.string(),
    z.object({ if: z.string(), permissions: z.record(z.string(), z.enum(["read", "write"])), steps: z.array(stepSchema) }),
  ),
});

const documentation = read("docs/github-actions.md");
const blocks = [...documentation.matchAll(/```(yaml|sh)\n([\s\S]*?)```/g)].map(([, language, text = ""]) => ({ language, text }));
const workflows = [
  ...globSync(".github/workflows/*.yml", { cwd: ROOT }).map((path) => [path, parse(read(path))] as const),
  ...blocks.filter(({ text }) => text.startsWith("name:")).map(({ text }) => ["docs/github-actions.md", parse(text)] as const),
];
const shell = [
  ...workflows.flatMap(([, workflow]) => Object.values(workflowSchema.parse(workflow).jobs).flatMap(({ steps }) => steps)),
  ...blocks.flatMap(({ text }) => text.split("\n").map((run) => ({ run }))),
  ...z
    .array(z.object({ entry: z.string() }))
    .parse(parse(read(".pre-commit-hooks.yaml")))
    .map(({ entry }) => ({ run: entry })),
].flatMap(({ run }) => (run === undefined ? [] : run.split("\n")));

/** `npm run -s touchstone -- check …` and `npx touchstone check …`, up to where another command or file begins. */
const calls = shell.flatMap((line) =>
  [...line.matchAll(/touchstone(?: --)? ([a-z]+)((?: (?![|>]|\|\|)\S+)*)/g)].map(([, name = "", rest = ""]) => ({ name, rest })),
);

describe("workflows and hooks", () => {
  it("call the command line often enough to be worth a test", () => {
    expect(new Set(calls.map(({ name }) => name))).toEqual(new Set(["check", "plan", "push"]));
    expect(calls.length).toBeGreaterThan(8);
  });

  it.each(calls)("call 'touchstone $name' with '$rest', which there is", async ({ name, rest }) => {
    const help = (await COMMANDS[name]?.())?.help ?? "";
    expect(help).not.toBe("");
    for (const [option] of rest.matchAll(/--[a-z-]+/g)) expect(help, option).toMatch(new RegExp(`${option}\\b`));
    for (const [, format = ""] of rest.matchAll(/--format (\w+)/g)) expect(help).toMatch(new RegExp(`--format [\\w|]*\\b${format}\\b`));
  });
});

describe.each(workflows)("the workflow in %s", (_path, workflow) => {
  const { on, jobs } = workflowSchema.parse(workflow);
  const steps = Object.values(jobs).flatMap((job) => job.steps);

  it("names actions by commit", () => {
    for (const { uses } of steps) if (uses !== undefined) expect(uses).toMatch(/^[\w-]+\/[\w-]+@[0-9a-f]{40}$/);
  });

  it("never runs code of a pull request with secrets or with a token that may write", () => {
    expect(Object.keys(on)).not.toContain("pull_request_target");
    for (const job of Object.values(jobs)) {
      const isWriting = Object.values(job.permissions).includes("write");
      const runsCode = job.steps.some(({ uses = "", run = "" }) => uses.startsWith("actions/checkout@") || /\bnp[mx]\b/.test(run));
      expect(isWriting && runsCode).toBe(false);
      if (JSON.stringify(job).includes("secrets.")) expect(job.if).toMatch(/github\.event_name (?:== 'push'|!= 'pull_request')/);
    }
  });

  it("puts nothing that a stranger writes into a script", () => {
    for (const { run = "" } of steps) expect(run).not.toContain("${{");
  });

  it("runs no scripts of packages", () => {
    for (const { run = "" } of steps)
      for (const [line] of run.matchAll(/npm (?:ci|install).*/g)) expect(line).toContain("--ignore-scripts");
  });
});
