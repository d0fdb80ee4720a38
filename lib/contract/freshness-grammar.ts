import { parseDuration } from "#lib/contract/duration.ts";

const LEAD =
  /^(?:data\s+)?(?:is\s+|must be\s+)?(?:<=?|within|under|less than|at most|no (?:more|older) than|max(?:imum)?|up to|every|updated every|refreshed every)\s*/;
const TAIL = /\s+(?:old|stale|max|ago)$/;

export type FreshnessReading =
  | { readonly ok: true; readonly maxAgeSeconds: number }
  | { readonly ok: false; readonly reason: string; readonly hint: string };

/** `< 24 hours`, `<= 90m`, `within 1 day`, `no older than 1h30m`, `daily`, `PT24H` → the greatest age in seconds. */
export function parseFreshness(text: string): FreshnessReading {
  if (text.length > 200) return fail("is too long to be a freshness", "Write for example `< 24 hours`.");
  const source = text.trim().toLowerCase().replaceAll("≤", "<=").replace(/\s+/g, " ");
  const core = source
    .replace(LEAD, "")
    .replace(TAIL, "")
    .replace(/\bhalf an hour\b/, "30 minutes")
    .replace(/^(?:an?|one) /, "1 ")
    .replace(/^(hour|day|week|minute)$/, "1 $1");
  const maxAgeSeconds = parseDuration(core);
  if (maxAgeSeconds !== null) return { ok: true, maxAgeSeconds };
  if (/^[\d.]+$/.test(core)) return fail("has no unit", `Write \`${core}h\` or \`${core} days\`.`);
  if (/month|quarter|year|\d\s*(?:y|mo)\b/.test(core) || /^p\d+[ym]/.test(core))
    return fail("has no fixed length, because months and years differ", "Write it in days, for example `< 31 days`.");
  return fail("is not understood", "Write for example `< 24 hours`, `within 1 day` or `PT24H`.");
}

function fail(reason: string, hint: string): FreshnessReading {
  return { ok: false, reason, hint };
}
