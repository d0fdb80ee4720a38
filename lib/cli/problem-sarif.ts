import { createHash } from "node:crypto";
import type { Context } from "#lib/cli/command.ts";
import { helpOf, type PlacedProblem, type ProblemReport, placeFromRoot } from "#lib/cli/problem-report.ts";
import { VERSION } from "#lib/cli/version.ts";
import { visibleJson } from "#lib/cli/visible-text.ts";
import { PROBLEMS, type ProblemCode } from "#lib/contract/problem.ts";

/** SARIF 2.1.0 (OASIS), as code scanning of GitHub and others take it. Files are named from the root of the repository. */
export async function problemSarif(report: ProblemReport, { env, cwd }: Pick<Context, "env" | "cwd">): Promise<string> {
  const placed = await placeFromRoot(report, cwd);
  const codes = [...new Set(placed.map(({ code }) => code))].sort();
  const fingerprints = new Fingerprints();
  return visibleJson({
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: { driver: { name: "touchstone", version: VERSION, rules: codes.map((code) => ruleOf(code, helpOf(code, env))) } },
        columnKind: "utf16CodeUnits",
        invocations: [{ executionSuccessful: true }],
        results: placed.map((problem) => ({
          ruleId: problem.code,
          ruleIndex: codes.indexOf(problem.code),
          level: problem.level,
          message: { text: problem.hint === null ? problem.message : `${problem.message} ${problem.hint}` },
          locations: [
            {
              physicalLocation: {
                artifactLocation: { uri: uriOf(problem.file), uriBaseId: "%SRCROOT%" },
                region: { startLine: problem.position.line, startColumn: problem.position.column },
              },
            },
          ],
          partialFingerprints: { "problem/v1": fingerprints.next(problem) },
        })),
      },
    ],
  });
}

function ruleOf(code: ProblemCode, helpUri: string) {
  const text = PROBLEMS[code];
  return {
    id: code,
    shortDescription: { text },
    fullDescription: { text: `${text}.` },
    help: { text: `Read more at ${helpUri}` },
    helpUri,
  };
}

const uriOf = (path: string) => path.toWellFormed().split("/").map(encodeURIComponent).join("/");

/** A problem is the same one when lines above it come and go; the second equal one in a file has another fingerprint. */
class Fingerprints {
  readonly #seen = new Map<string, number>();

  next({ code, file, dataset, message }: PlacedProblem): string {
    const key = createHash("sha256")
      .update(JSON.stringify([code, file, dataset, message]))
      .digest("hex")
      .slice(0, 32);
    const count = (this.#seen.get(key) ?? 0) + 1;
    this.#seen.set(key, count);
    return `${key}:${count}`;
  }
}
