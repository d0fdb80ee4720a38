import { shorten, textOf } from "#lib/contract/fields.ts";
import type { ProblemLog } from "#lib/contract/problem-log.ts";
import type { Spec } from "#lib/contract/spec.ts";

/** `98%`, `98`, `97.5 %` → 0 to 100. */
export function readScore(spec: Spec, key: string, log: ProblemLog): number | null {
  const text = textOf(spec, key, 40, log);
  if (text === null) return null;
  const match = /^(\d{1,3}(?:\.\d{1,12})?)\s*(%?)$/.exec(text);
  const score = match === null ? Number.NaN : Number(match[1]);
  if (!(score >= 0 && score <= 100)) {
    log.error("TS-SPEC-005", spec.at, `\`${key}\` '${shorten(text)}' does not lie between 0 and 100.`, "Write for example `98%`.");
    return null;
  }
  if (score > 0 && score <= 1 && match?.[2] === "")
    log.warning(
      "TS-SPEC-005",
      spec.at,
      `\`${key}\` is read as ${score} of 100.`,
      `If ${Math.round(score * 10000) / 100}% is meant, write it so.`,
    );
  return score;
}
