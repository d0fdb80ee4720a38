/** For tests: the languages that this machine has. */
import { spawnSync } from "node:child_process";

/** A Python with these packages: the one that is named (`TOUCHSTONE_TEST_PYTHON`), else the one on the path. */
export function findPython(named: string | undefined, packages: readonly string[]): string | null {
  const programs = [named ?? "", "python3"].filter((program) => program !== "");
  return programs.find((program) => runs(program, ["-c", packages.map((name) => `import ${name}`).join("\n")])) ?? null;
}

/** Rscript, where it has these packages. */
export function findR(packages: readonly string[]): string | null {
  return runs("Rscript", ["-e", [...packages.map((name) => `library(${name})`), "invisible()"].join(";")]) ? "Rscript" : null;
}

export function findProgram(program: string): string | null {
  return runs(program, ["--version"]) ? program : null;
}

function runs(program: string, options: readonly string[]): boolean {
  return spawnSync(program, options, { stdio: "ignore", timeout: 15_000 }).status === 0;
}
