import { createHmac } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { signatureOf } from "#lib/server/alerts/channels.ts";
import { readEnv } from "#lib/server/env.ts";

const PAGE = readFileSync(join(import.meta.dirname, "alerts.md"), "utf8");
const SECRET = "s".repeat(64);
const env = (more: Record<string, string> = {}) =>
  readEnv({ DATABASE_URL: "postgresql://u@127.0.0.1/d", TOUCHSTONE_SECRET: SECRET, ...more });

test("the example tells a webhook of Touchstone from another one, and from an old one", async () => {
  const code = /```js\n([\s\S]*?)```/.exec(PAGE)?.[1] ?? "";
  const example: { readonly isFromTouchstone: (header: string, body: string, key: string, now: number) => boolean } = await import(
    `data:text/javascript,${encodeURIComponent(code)}`
  );
  const [key, body, seconds] = ["k".repeat(32), '{"id":"1"}', 1_800_000_000];
  const header = `t=${seconds},v1=${signatureOf(key, seconds, body)}`;
  const ask = (given: Partial<{ header: string; body: string; key: string; later: number }>) =>
    example.isFromTouchstone(given.header ?? header, given.body ?? body, given.key ?? key, seconds * 1_000 + (given.later ?? 0));
  expect(ask({})).toBe(true);
  for (const other of [{ body: '{"id":"2"}' }, { key: "other" }, { later: 301_000 }, { header: "t=1" }, { header: "" }])
    expect(ask(other), JSON.stringify(other)).toBe(false);
});

test("the key of signatures is the one that is set, else the one that the command of the page shows", () => {
  expect(env({ TOUCHSTONE_WEBHOOK_SECRET: "w".repeat(32) }).alerts.signingKey()).toBe("w".repeat(32));
  const label = /printf (\S+) \| openssl dgst -sha256 -hmac/.exec(PAGE)?.[1] ?? "";
  expect(env().alerts.signingKey()).toBe(createHmac("sha256", SECRET).update(label).digest("hex"));
});

test("only variables of alerts can be named, and no secret is printed with the configuration", () => {
  const { alerts } = env({
    TOUCHSTONE_ALERT_SHOP: "https://hooks.example/zq",
    SMTP_URL: "smtp://u:zqpass@h",
    TOUCHSTONE_WEBHOOK_SECRET: "zq".repeat(16),
  });
  expect(alerts.addressOf("TOUCHSTONE_ALERT_SHOP")).toBe("https://hooks.example/zq");
  for (const name of ["TOUCHSTONE_SECRET", "SMTP_URL", "TOUCHSTONE_ALERT_NONE", "constructor"]) expect(alerts.addressOf(name)).toBeNull();
  expect(JSON.stringify(alerts)).not.toContain("zq");
});
