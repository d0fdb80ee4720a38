import type { Mask, MaskKind, Position } from "#lib/contract/contract.ts";
import { Fields, labelsOf, shorten } from "#lib/contract/fields.ts";
import { hintNearest } from "#lib/contract/nearest.ts";
import type { ProblemLog } from "#lib/contract/problem-log.ts";
import { entryOf, isNull, type Spec } from "#lib/contract/spec.ts";

const KINDS: readonly MaskKind[] = ["null", "redact", "hash", "partial", "year", "hide"];
const WORDS = [...KINDS, "none"];

/** `none`: somebody said that there is no mask, also where the classification has one. */
export type MaskSaid = Mask | "none";

/** `partial`, `{as: hash, except: [crm]}`, `none`. `null` only after an error: what protects data is never guessed. */
export function readMask(spec: Spec, position: Position, log: ProblemLog, kindKey: "as" | "mask" = "as"): MaskSaid | null {
  if (spec.kind !== "map") return readKind(spec, [], log);
  const fields = new Fields(spec, log, { what: "a mask", known: [kindKey, "except"], protecting: [kindKey] });
  const kind = entryOf(spec, kindKey);
  if (kind === undefined) {
    log.error("TS-SPEC-003", position, `A mask needs \`${kindKey}\`.`, `Write one of ${WORDS.join(", ")}.`);
    return null;
  }
  return readKind(kind.value, fields.labels("except"), log);
}

function readKind(spec: Spec, except: readonly string[], log: ProblemLog): MaskSaid | null {
  // In YAML the word `null` is no text; here it names the mask that leaves nothing, and only an empty value says nothing.
  const text = spec.kind === "scalar" ? spec.text.trim().toLowerCase() : (labelsOf(spec, "mask", log)[0] ?? "");
  if (text === "none") return "none";
  const as = KINDS.find((kind) => kind === text);
  if (as !== undefined && spec.kind === "scalar" && !(isNull(spec) && spec.text === "")) return { as, except };
  log.error(
    "TS-SPEC-005",
    spec.at,
    text === "" ? "The mask is empty." : `There is no mask '${shorten(text)}'.`,
    hintNearest(text, WORDS) ?? `Write one of ${WORDS.join(", ")}.`,
  );
  return null;
}
