import type { ProblemLog } from "#lib/contract/problem-log.ts";
import { entryOf, type Spec } from "#lib/contract/spec.ts";

const ENV = /^TOUCHSTONE_(?:SOURCE|ALERT)_[A-Z0-9_]{1,100}$/;

/** `{env: TOUCHSTONE_SOURCE_X}` → the variable's name. A secret itself is never in a catalog, and never in a message. */
export function readSecret(spec: Spec, key: string, prefix: "TOUCHSTONE_SOURCE_" | "TOUCHSTONE_ALERT_", log: ProblemLog): string | null {
  const env = entryOf(spec, "env")?.value;
  if (spec.kind !== "map" || spec.entries.length !== 1 || env?.kind !== "scalar") {
    log.error(
      "TS-SPEC-006",
      spec.at,
      `\`${key}\` must not stand in the file, because it may hold a secret.`,
      `Write \`${key}: {env: ${prefix}NAME}\` and set that variable. If a password was here, change it: the file's history keeps it.`,
    );
    return null;
  }
  if (ENV.test(env.text) && env.text.startsWith(prefix)) return env.text;
  log.error(
    "TS-SPEC-004",
    env.at,
    "This environment variable cannot be named in a catalog.",
    `Only names that begin with ${prefix} are read.`,
  );
  return null;
}

/** A literal that gives something away: a URL with a password, or a webhook address, which is a secret as a whole. */
export function looksSecret(text: string): boolean {
  return /:\/\/[^/\s:@]*:[^/\s@]+@/.test(text) || /hooks\.slack\.com\/|[?&](?:token|key|secret|sig|password)=/i.test(text);
}
