import type { AccessLevel, Position } from "#lib/contract/contract.ts";
import { Fields, MAX_SQL } from "#lib/contract/fields.ts";
import { type MaskSaid, readMask } from "#lib/contract/mask.ts";
import type { ProblemLog } from "#lib/contract/problem-log.ts";
import { readRowPolicy } from "#lib/contract/row-policy.ts";
import type { SpecMap } from "#lib/contract/spec.ts";

/** Longest row policy, in characters. */
const MAX_ROWS = 10_000;

export const ACCESS_LEVELS = ["everyone", "signed-in", "restricted"] as const satisfies readonly AccessLevel[];

export interface AccessDraft {
  readonly query: string | null;
  readonly export: string | null;
  readonly api: string | null;
  /** `null`: not said; the policy's default. */
  readonly visibility: AccessLevel | null;
  readonly data: AccessLevel | null;
  readonly readers: readonly string[];
  readonly rows: string | null;
  readonly masks: readonly { readonly column: string; readonly said: MaskSaid; readonly position: Position }[];
}

export const NO_ACCESS: AccessDraft = {
  query: null,
  export: null,
  api: null,
  visibility: null,
  data: null,
  readers: [],
  rows: null,
  masks: [],
};

const PROTECTING = ["visibility", "data", "readers", "mask", "rows"];

/** `access:`. Everything here that is not understood is an error: what protects data is never guessed. */
export function readAccess(map: SpecMap, log: ProblemLog): AccessDraft {
  const fields = new Fields(map, log, { what: "access", known: ["query", "export", "api", ...PROTECTING], protecting: PROTECTING });
  for (const key of PROTECTING)
    if (fields.has(key) && fields.spec(key) === null)
      log.error("TS-SPEC-002", fields.at(key), `\`${key}\` is empty.`, "Remove the key, or say what holds.");
  return {
    query: fields.text("query", MAX_SQL),
    export: readAddress(fields, "export"),
    api: readAddress(fields, "api"),
    visibility: fields.oneOf("visibility", ACCESS_LEVELS),
    data: fields.oneOf("data", ACCESS_LEVELS),
    readers: fields.labels("readers"),
    rows: readRows(fields, log),
    masks: readMasks(fields, log),
  };
}

/** Kept as written: what opens rows is read again for each reader, so that an old contract opens no more than today's rules allow. */
function readRows(fields: Fields, log: ProblemLog): string | null {
  const text = fields.text("rows", MAX_ROWS);
  const reading = text === null ? null : readRowPolicy(text);
  if (reading?.kind === "malformed") log.error(reading.code, fields.spec("rows")?.at ?? fields.at("rows"), reading.reason, reading.hint);
  return text;
}

function readMasks(fields: Fields, log: ProblemLog): AccessDraft["masks"] {
  const map = fields.mapOf("mask");
  return (map?.entries ?? []).flatMap(({ key, keyAt, value }) => {
    const said = readMask(value, keyAt, log);
    return said === null ? [] : [{ column: key.trim(), said, position: keyAt }];
  });
}

/** Shown as given, and as a link: so nothing but the web's own schemes. */
export function readAddress(fields: Fields, key: string): string | null {
  const text = fields.text(key, 2_000);
  if (text === null) return null;
  if (/^https?:\/\/[^/\s:@]*:[^/\s@]+@/i.test(text)) {
    fields.log.error(
      "TS-SPEC-006",
      fields.at(key),
      `\`${key}\` holds a password.`,
      "Remove the password, and change it: the file's history keeps it.",
    );
    return null;
  }
  if (!/^[a-z][a-z0-9+.-]*:/i.test(text) || /^(?:https?:\/\/|mailto:)/i.test(text) || /^[a-z0-9.-]+:\d+(?:\/|$)/i.test(text)) return text;
  fields.log.error("TS-SPEC-005", fields.at(key), `\`${key}\` is no web address.`, "Write a URL that begins with https://.");
  return null;
}
