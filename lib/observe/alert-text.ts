/** What an alert says, in words, for every channel. */
import { formatDuration, formatInstant, formatPlural } from "#lib/format.ts";
import { href } from "#lib/href.ts";
import type { AlertMessage } from "#lib/store/alerts.ts";

export interface AlertText {
  readonly subject: string;
  /** One sentence or two each. */
  readonly lines: readonly string[];
  readonly link: string;
}

/** @param origin where people reach the app, without a slash at the end */
export function alertText({ state, body, incidentId }: AlertMessage, origin: string): AlertText {
  const { dataset, promise, observed, owner, downstream, readers } = body;
  const link = origin + href.incident(incidentId);
  const word = state === "opened" ? "Broken promise" : state === "acknowledged" ? "Acknowledged" : "Resolved";
  const since = `${body.isApproximate ? "Since about" : "Since"} ${formatInstant(body.wentBadAt)}`;
  const times = [`${since}, found ${formatDuration(seconds(body.wentBadAt, body.detectedAt))} later.`];
  if (body.resolvedAt !== null) times.push(`Resolved ${formatInstant(body.resolvedAt)}.`);
  const hit = [
    downstream.length === 0
      ? ""
      : `${formatPlural(downstream.length, "dataset")} downstream: ${downstream.slice(0, 7).join(", ")}${downstream.length > 7 ? ", …" : ""}.`,
    readers === 0 ? "" : `${formatPlural(readers, "person", "people")} read it in the last 30 days.`,
  ].filter((line) => line !== "");
  return {
    subject: `${word}: ${dataset.title} – ${promise}`,
    lines: [
      `Promised: ${promise}.`,
      `Observed: ${observed}.`,
      times.join(" "),
      ...(owner === null ? [] : [`Owner: ${owner.title}.`]),
      ...hit,
      `Incident ${incidentId}`,
    ],
    link,
  };
}

const seconds = (from: string, to: string) => Math.max(0, (Date.parse(to) - Date.parse(from)) / 1_000);
