import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { limitsSchema } from "#lib/api/schemas/limits.ts";
import { ENV_SCHEMA, readEnv } from "#lib/server/env.ts";
import { limitsView } from "#lib/server/limits-view.ts";

const base = { DATABASE_URL: "postgresql://u:p@localhost/db", TOUCHSTONE_HOME: join(tmpdir(), "none"), TOUCHSTONE_SECRET: "s".repeat(32) };

/** In the unit of the variable. */
const settings = (view: ReturnType<typeof limitsView>) => view.limits.flatMap(({ person, anonymous }) => [person, anonymous]);

test("every limit is what its variable says, for each reader", () => {
  const names = [...new Set(settings(limitsView(readEnv(base), "person")).map(({ variable }) => variable))];
  const given = Object.fromEntries(names.map((name, index) => [name, String(700 + index)]));
  // Some have bounds that 700 is outside of.
  const source = {
    ...base,
    ...given,
    TOUCHSTONE_WORKERS: "3",
    TOUCHSTONE_SPARES: "5",
    TOUCHSTONE_EXPORT_MS: "7001",
    TOUCHSTONE_EXPORT_MS_ANONYMOUS: "7002",
  };
  for (const { variable, value } of settings(limitsView(readEnv(source), "person")))
    expect(String(value), variable).toBe(Reflect.get(source, variable));
});

test("every variable that limits reading is shown", () => {
  const shown = new Set(settings(limitsView(readEnv(base), "person")).map(({ variable }) => variable));
  const other = [
    "PUBLISH_MB",
    "MAIL_FROM",
    "ALLOW_PRIVATE_WEBHOOKS",
    "WEBHOOK_SECRET",
    "TRUST_PROXY",
    "WORKER_UID",
    "URL",
    "HOME",
    "CATALOG",
    "DATA_ROOTS",
    "SECRET",
    "ENVIRONMENT",
    "DEMO",
    "DEV",
    "TEST",
    "LOG",
  ];
  const limiting = Object.keys(ENV_SCHEMA.shape).filter(
    (name) => name.startsWith("TOUCHSTONE_") && !other.includes(name.replace("TOUCHSTONE_", "")),
  );
  expect([...shown].sort()).toEqual(limiting.sort());
});

test("what is yours depends on who you are", () => {
  const rows = (reader: "person" | "anonymous") => limitsView(readEnv(base), reader).limits.find(({ id }) => id === "rows")?.yours;
  expect([rows("person"), rows("anonymous")]).toEqual([10_000, 1_000]);
  expect(limitsSchema.parse(limitsView(readEnv(base), "anonymous")).reader).toBe("anonymous");
});
