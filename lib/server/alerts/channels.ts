/** The ways by which alerts leave: Slack, mail, a signed webhook, and the log where nothing is configured. */
import { createHmac } from "node:crypto";
import { createTransport, type Transporter } from "nodemailer";
import { alertText } from "#lib/observe/alert-text.ts";
import type { Channel } from "#lib/observe/courier.ts";
import { post } from "#lib/server/alerts/outgoing.ts";
import type { AlertSettings } from "#lib/server/env.ts";
import type { Log } from "#lib/server/log.ts";
import type { AlertMessage } from "#lib/store/alerts.ts";

export interface ChannelOptions extends AlertSettings {
  /** Where people reach the app, without a slash at the end. */
  readonly origin: string;
  readonly now: () => Date;
  readonly log: Pick<Log, "warn">;
}

export function openChannels(options: ChannelOptions): Readonly<Record<AlertMessage["channel"], Channel>> & { readonly close: () => void } {
  const { origin, mailFrom, signingKey, allowPrivate, now, log } = options;
  const smtpUrl = options.smtpUrl();
  const mail: Transporter | null =
    smtpUrl === null ? null : createTransport({ url: smtpUrl, connectionTimeout: 10_000, greetingTimeout: 10_000, socketTimeout: 10_000 });
  const addressOf = (env: string): string => {
    const address = options.addressOf(env);
    if (address === null) throw new Error(`${env} is not set, so nobody could be told.`);
    return address;
  };
  const toLog: Channel = {
    send: async (alert) => {
      const { subject, lines, link } = alertText(alert, origin);
      log.warn(
        { incident: alert.incidentId, dataset: alert.body.dataset.name, state: alert.state, link },
        `${subject}. ${lines.join(" ")}`,
      );
    },
  };
  // Where no server for mail is configured, nobody can be told, and trying again would help nobody.
  const toMail = (mailer: Transporter): Channel => ({
    send: async (alert) => {
      const { subject, lines, link } = alertText(alert, origin);
      await mailer.sendMail({
        ...{ from: mailFrom, to: [{ name: "", address: alert.target }], subject: oneLine(subject) },
        text: [...lines, "", link, ""].join("\n"),
        messageId: `<${alert.id}@touchstone>`,
        headers: { "X-Touchstone-Incident": alert.incidentId, "Auto-Submitted": "auto-generated" },
        disableFileAccess: true,
        disableUrlAccess: true,
      });
    },
  });
  return {
    slack: {
      send: async (alert, signal) => {
        const { subject, lines, link } = alertText(alert, origin);
        const text = [`*${escapeSlack(oneLine(subject))}*`, ...lines.map(escapeSlack), `<${link}|Open the incident>`].join("\n");
        const body = JSON.stringify({ text, unfurl_links: false });
        await post({ url: addressOf(alert.target), headers: { "content-type": "application/json" }, body, signal }, { allowPrivate });
      },
    },
    email: mail === null ? toLog : toMail(mail),
    webhook: {
      send: async (alert, signal) => {
        const { id, incidentId, state, body, createdAt } = alert;
        const payload = JSON.stringify({ id, incident: incidentId, state, createdAt, link: alertText(alert, origin).link, ...body });
        const at = Math.floor(now().getTime() / 1_000);
        const headers = {
          "content-type": "application/json",
          "idempotency-key": id,
          "touchstone-signature": `t=${at},v1=${signatureOf(signingKey(), at, payload)}`,
        };
        await post({ url: addressOf(alert.target), headers, body: payload, signal }, { allowPrivate });
      },
    },
    log: toLog,
    close: () => mail?.close(),
  };
}

/** HMAC-SHA256 over the time and the body, as the receiver computes it again. */
export function signatureOf(key: string, seconds: number, payload: string): string {
  return createHmac("sha256", key).update(`${seconds}.${payload}`).digest("hex");
}

const escapeSlack = (text: string) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
const oneLine = (text: string) =>
  text
    .replaceAll(/\p{Cc}+/gu, " ")
    .slice(0, 200)
    .toWellFormed();
