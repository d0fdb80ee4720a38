import { createHmac } from "node:crypto";
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { SMTPServer } from "smtp-server";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { deliverDue } from "#lib/observe/courier.ts";
import { openChannels } from "#lib/server/alerts/channels.ts";
import { openCourier } from "#lib/server/alerts/open-courier.ts";
import { isPrivateAddress, post } from "#lib/server/alerts/outgoing.ts";
import type { AlertMessage, DueAlert } from "#lib/store/alerts.ts";
import { alertOf, at, changeOf, incidentOf } from "#lib/store/conformance/evidence-values.ts";
import { worldInMemory } from "#lib/store/conformance/evidence-world.ts";

interface Received {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

const SECRET_PATH = "/services/T0/B0/zq-secret-part";
const KEY = "k".repeat(32);
const close: (() => Promise<unknown>)[] = [];
let received: Received[];
let answers: number[];
let origin: string;

beforeEach(async () => {
  [received, answers] = [[], []];
  const sink = createServer((request, response) => {
    void text(request).then((body) => {
      received.push({ path: request.url ?? "", headers: request.headers, body });
      response.writeHead(answers.shift() ?? 204, { location: "/elsewhere" }).end();
    });
  });
  await new Promise<void>((resolve) => sink.listen(0, "127.0.0.1", resolve));
  origin = `http://127.0.0.1:${(sink.address() as AddressInfo).port}`;
  close.push(() => new Promise((resolve) => sink.close(resolve)));
});
afterEach(async () => {
  for (const each of close.splice(0).reverse()) await each();
});

interface Line {
  readonly fields: object;
  readonly words: string;
}

/** Channels, an outbox with these alerts of one incident, and a clock that only the test moves. */
async function courierWith(
  alerts: (incidentId: string) => readonly AlertMessage[],
  { allowPrivate = true, smtpUrl = null as string | null } = {},
) {
  const world = worldInMemory();
  const incident = incidentOf(world.orders);
  await world.evidence.record(changeOf(world.orders, {}, { incidents: [incident], alerts: alerts(incident.id) }));
  const clock = { now: at(9, 10) };
  const lines: Line[] = [];
  const log = { warn: (fields: object, words: string) => void lines.push({ fields, words }), error: () => undefined };
  const now = () => new Date(clock.now);
  const settings = {
    addressOf: (env: string) => (env === "TOUCHSTONE_ALERT_SHOP" ? origin + SECRET_PATH : null),
    ...{ smtpUrl: () => smtpUrl, mailFrom: "Touchstone <t@example.org>", signingKey: () => KEY, allowPrivate },
  };
  const channels = openChannels({ ...settings, origin: "https://data.example.org", now, log: log as never });
  close.push(async () => channels.close());
  const failures: { readonly problem: string; readonly isGivenUp: boolean }[] = [];
  const onFailure = (_: DueAlert, problem: string, isGivenUp: boolean) => void failures.push({ problem, isGivenUp });
  const round = () => deliverDue({ outbox: world.alerts, channels, now, onFailure });
  return { world, incident, clock, lines, log, now, settings, failures, round };
}

const hook =
  (channel: "slack" | "webhook", overrides: Partial<AlertMessage> = {}) =>
  (incidentId: string) => [alertOf(incidentId, { channel, target: "TOUCHSTONE_ALERT_SHOP", ...overrides })];

describe("the courier", () => {
  it("signs a webhook so that its receiver can check it, and gives it an id that stays", async () => {
    const { round, incident } = await courierWith(hook("webhook"));
    expect([await round(), await round()]).toEqual([1, 0]);
    const [{ headers, body, path } = { headers: {}, body: "", path: "" }] = received;
    const [, seconds, signature] = /^t=(\d+),v1=(\w+)$/.exec(String(headers["touchstone-signature"])) ?? [];
    expect(signature).toBe(createHmac("sha256", KEY).update(`${seconds}.${body}`).digest("hex"));
    expect(Number(seconds) * 1_000).toBe(Date.parse(at(9, 10)));
    const told: unknown = JSON.parse(body);
    expect(told).toMatchObject({
      ...{ id: headers["idempotency-key"], incident: incident.id, state: "opened", check: "volume", observed: "0 rows" },
      link: `https://data.example.org/incidents/${incident.id}`,
    });
    expect([received.length, path]).toEqual([1, SECRET_PATH]);
  });

  it("tries again after a failure, and follows no redirect", async () => {
    answers = [500, 302];
    const { round, clock, failures, world, incident } = await courierWith(hook("webhook"));
    expect([await round(), await round()]).toEqual([1, 0]);
    clock.now = new Date(Date.parse(clock.now) + 5_000).toISOString();
    expect(await round()).toBe(1);
    clock.now = new Date(Date.parse(clock.now) + 14_000).toISOString();
    expect(await round()).toBe(0);
    clock.now = new Date(Date.parse(clock.now) + 1_000).toISOString();
    expect([await round(), await round()]).toEqual([1, 0]);
    expect(failures.map(({ problem }) => problem)).toEqual(["127.0.0.1 answered 500.", "127.0.0.1 answered 302."]);
    expect(new Set(received.map(({ headers }) => headers["idempotency-key"])).size).toBe(1);
    expect([received.length, received.some(({ path }) => path === "/elsewhere")]).toEqual([3, false]);
    expect((await world.alerts.ofIncident(incident.id))[0]).toMatchObject({ deliveredAt: clock.now, attempts: 3 });
  });

  it("gives up after two days of failures", async () => {
    answers = Array.from({ length: 50 }, () => 500);
    const { round, clock, failures } = await courierWith(hook("webhook"));
    const began = Date.parse(clock.now);
    const tries: number[] = [];
    for (let hour = 0; hour < 72 * 60; hour += 1) {
      if ((await round()) > 0) tries.push(Math.round((Date.parse(clock.now) - began) / 60_000));
      clock.now = new Date(Date.parse(clock.now) + 60_000).toISOString();
    }
    expect(tries).toHaveLength(13);
    expect(tries.at(-1)).toBeGreaterThan(46 * 60);
    expect(failures.map(({ isGivenUp }) => isGivenUp)).toEqual([...Array.from({ length: 12 }, () => false), true]);
  });

  it("shares the work: several at once send nothing twice", async () => {
    const many = (incidentId: string) => Array.from({ length: 60 }, () => hook("webhook")(incidentId)).flat();
    const { round } = await courierWith(many);
    const rounds = await Promise.all([round(), round(), round(), round()]);
    expect(rounds.reduce((sum, count) => sum + count, 0)).toBe(60);
    const ids = received.map(({ headers }) => headers["idempotency-key"]);
    expect([ids.length, new Set(ids).size]).toEqual([60, 60]);
  });

  it("lets no title speak Slack's language", async () => {
    const alert = hook("slack");
    const dataset = { name: "orders", title: "<!channel> *hi*\n<https://evil.example|x>", path: "/datasets/orders" };
    const { round } = await courierWith((id) => alert(id).map((each) => ({ ...each, body: { ...each.body, dataset } })));
    await round();
    const { text: words }: { readonly text: string } = JSON.parse(received[0]?.body ?? "{}");
    expect(words).toContain("&lt;!channel&gt;");
    expect(words.match(/<[^>]*>/g)).toEqual([
      expect.stringMatching(/^<https:\/\/data\.example\.org\/incidents\/[\w-]+\|Open the incident>$/),
    ]);
  });

  it("sends mail in which a title is a title and no header", async () => {
    const mails: { readonly to: readonly string[]; readonly source: string }[] = [];
    const server = new SMTPServer({
      ...{ authOptional: true, disabledCommands: ["STARTTLS"], disableReverseLookup: true },
      onData: (stream, { envelope }, done) => {
        void text(stream).then((source) => {
          mails.push({ to: envelope.rcptTo.map(({ address }) => address), source });
          done();
        });
      },
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    close.push(() => new Promise<void>((resolve) => server.close(resolve)));
    const smtpUrl = `smtp://127.0.0.1:${(server.server.address() as AddressInfo).port}`;
    const dataset = { name: "orders", title: "Orders\r\nBcc: evil@example.org\r\n\r\nhello", path: "/datasets/orders" };
    const mail = (id: string, target: string) => {
      const alert = alertOf(id, { channel: "email", target });
      return { ...alert, body: { ...alert.body, dataset } };
    };
    const { round, failures } = await courierWith((id) => [mail(id, "shop@example.org")], { smtpUrl });
    await round();
    expect(failures).toEqual([]);
    expect(mails.map(({ to }) => to)).toEqual([["shop@example.org"]]);
    const [head = "", body = ""] = mails[0]?.source.split(/\r?\n\r?\n/) ?? [];
    expect(head).not.toMatch(/^bcc:/im);
    expect(head).toMatch(/^Subject: =\?UTF-8\?Q\?Broken_promise=3A_Orders_Bcc=3A_evil=40e/m);
    expect(head).toMatch(/^Auto-Submitted: auto-generated/m);
    expect(body).toContain("Observed: 0 rows.");
  });

  it("goes into no private network, whatever the name", async () => {
    const { round, failures } = await courierWith(hook("webhook"), { allowPrivate: false });
    await round();
    expect(failures[0]?.problem).toMatch(/^127\.0\.0\.1 lies in a private network/);
    const signal = AbortSignal.timeout(5_000);
    const port = new URL(origin).port;
    const send = (url: string) => post({ url, headers: {}, body: "{}", signal }, { allowPrivate: false });
    for (const host of ["localhost", "[::1]", "[::ffff:127.0.0.1]", "0x7f000001", "2130706433", "127.1"])
      await expect(send(`http://${host}:${port}/`), host).rejects.toThrow("lies in a private network");
    await expect(send("file:///etc/passwd")).rejects.toThrow("begins with https://");
    expect(received).toEqual([]);
    for (const address of ["10.1.2.3", "172.31.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "::1", "::", "fd00::1"])
      expect(isPrivateAddress(address), address).toBe(true);
    for (const address of ["fe80::1", "::ffff:10.0.0.1", "::ffff:a00:1", "64:ff9b::a00:1", "2002:a00:1::1", "nothing"])
      expect(isPrivateAddress(address), address).toBe(true);
    for (const address of ["1.1.1.1", "172.32.0.1", "2606:4700:4700::1111"]) expect(isPrivateAddress(address), address).toBe(false);
  });

  it("runs until it is closed, and writes no address to the log", async () => {
    answers = [500, 500, 500];
    const alerts = (id: string) => [
      ...hook("slack")(id),
      ...hook("webhook")(id),
      ...hook("webhook", { target: "TOUCHSTONE_ALERT_NONE" })(id),
      alertOf(id, { channel: "email", target: "somebody@example.org" }),
      alertOf(id, { channel: "log", target: "" }),
    ];
    const { world, settings, log, lines, now, incident } = await courierWith(alerts);
    const env = { alerts: settings, publicUrl: "https://data.example.org", host: "127.0.0.1", port: 0 };
    const courier = openCourier({ env, outbox: world.alerts, log: log as never, now, everyMs: 1 });
    await expect.poll(() => lines.length).toBe(5);
    await courier.close();
    const said = JSON.stringify(lines);
    expect(said).not.toMatch(/zq-secret|somebody@|kkkk/);
    expect(said).toContain("TOUCHSTONE_ALERT_NONE is not set");
    expect(said).toContain("Broken promise: Orders");
    expect(JSON.stringify(await world.alerts.ofIncident(incident.id))).not.toContain("zq-secret");
    const before = received.length;
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(received.length).toBe(before);
  });
});
