import { readAddress } from "#lib/contract/access.ts";
import type { JsonObject, Owner } from "#lib/contract/contract.ts";
import { Fields, textOf } from "#lib/contract/fields.ts";
import { titleOf } from "#lib/contract/name.ts";
import type { ProblemLog } from "#lib/contract/problem-log.ts";
import { looksSecret, readSecret } from "#lib/contract/secret.ts";
import type { Spec, SpecEntry } from "#lib/contract/spec.ts";

const KEYS = ["title", "description", "slack", "email", "oncall", "members", "alerts"];

/** One entry of `owners:`. */
export function readOwner({ key: id, keyAt: position, value }: SpecEntry, log: ProblemLog): Owner | null {
  if (value.kind !== "map") {
    log.error(
      "TS-SPEC-002",
      value.at,
      `The owner '${id}' needs a map with title and contacts.`,
      "Write for example `{title: Data science, email: …}`.",
    );
    return null;
  }
  const fields = new Fields(value, log, { what: "an owner", known: KEYS });
  const slack = fields.label("slack");
  if (slack !== null && looksSecret(slack)) {
    log.error(
      "TS-SPEC-006",
      fields.at("slack"),
      "This webhook address is a secret.",
      "Write the channel here, and the webhook below `alerts` as `{slack: {env: TOUCHSTONE_ALERT_NAME}}`.",
    );
    return null;
  }
  const email = fields.label("email");
  if (email !== null && !isEmail(email)) log.error("TS-SPEC-005", fields.at("email"), "`email` is no e-mail address.");
  const owner: Owner = {
    id,
    title: fields.label("title") ?? titleOf(id),
    description: fields.text("description"),
    slack,
    email,
    oncall: readAddress(fields, "oncall"),
    members: fields.labels("members"),
    alerts: fields
      .items("alerts")
      .map((item) => readAlert(item, log))
      .filter((alert) => alert !== null),
    position,
  };
  return log.failed ? null : owner;
}

const CHANNELS = ["slack", "email", "webhook"];

/** `{slack: {env: TOUCHSTONE_ALERT_X}}`, `{webhook: {env: …}}` or `{email: …}`. */
function readAlert(spec: Spec, log: ProblemLog): JsonObject | null {
  const entry = spec.kind === "map" ? spec.entries[0] : undefined;
  if (spec.kind !== "map" || spec.entries.length !== 1 || entry === undefined || !CHANNELS.includes(entry.key)) {
    log.error("TS-SPEC-002", spec.at, "An alert names one channel.", "Write `{slack: {env: …}}`, `{webhook: {env: …}}` or `{email: …}`.");
    return null;
  }
  if (entry.key !== "email") {
    const env = readSecret(entry.value, entry.key, "TOUCHSTONE_ALERT_", log);
    return env === null ? null : { [entry.key]: { env } };
  }
  const email = textOf(entry.value, "email", 254, log);
  if (email !== null && isEmail(email)) return { email };
  if (email !== null) log.error("TS-SPEC-005", entry.value.at, "`email` is no e-mail address.");
  return null;
}

function isEmail(text: string): boolean {
  return text.length <= 254 && /^[^\s@<>"',;:]+@[^\s@<>"',;:]+$/.test(text);
}
