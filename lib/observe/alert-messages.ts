/** Who is told of an incident, and what. One message to each receiver for each state. */
import type { JsonObject, Owner } from "#lib/contract/contract.ts";
import type { Incident } from "#lib/quality/incident.ts";
import type { AlertBody, AlertMessage, AlertState } from "#lib/store/alerts.ts";

export interface AlertContext {
  readonly dataset: { readonly name: string; readonly title: string };
  readonly owner: Owner | null;
  /** Addresses of people who watch it. */
  readonly watchers: readonly string[];
  /** Names of datasets that are made from it. */
  readonly downstream: readonly string[];
  /** People who read it in the last 30 days. */
  readonly readers: number;
  readonly newId: () => string;
  readonly now: string;
}

/** With no channel configured there is one message to the log, so that nothing is told to nobody. */
export function alertMessages(incident: Incident, state: AlertState, context: AlertContext): readonly AlertMessage[] {
  const body = bodyOf(incident, context);
  const message = ({ channel, target }: Receiver): AlertMessage => ({
    id: context.newId(),
    incidentId: incident.id,
    state,
    channel,
    target,
    body,
    createdAt: context.now,
  });
  return receiversOf(context).map(message);
}

type Receiver = Pick<AlertMessage, "channel" | "target">;

function receiversOf({ owner, watchers }: AlertContext): readonly Receiver[] {
  const declared = (owner?.alerts ?? []).flatMap(receiverOf);
  // Who has declared no mail channel but an address is told there only if there is no channel at all.
  const own = declared.length === 0 && owner?.email != null ? [{ channel: "email" as const, target: owner.email }] : declared;
  const all = [...own, ...watchers.map((target) => ({ channel: "email" as const, target }))];
  const once = new Map(all.map((receiver) => [`${receiver.channel} ${receiver.target.toLowerCase()}`, receiver]));
  return once.size === 0 ? [{ channel: "log", target: "" }] : [...once.values()];
}

function receiverOf(alert: JsonObject): readonly Receiver[] {
  if (typeof alert["email"] === "string") return [{ channel: "email", target: alert["email"] }];
  for (const channel of ["slack", "webhook"] as const) {
    const named = alert[channel];
    if (typeof named === "object" && named !== null && "env" in named && typeof named["env"] === "string")
      return [{ channel, target: named["env"] }];
  }
  return [];
}

function bodyOf(incident: Incident, { dataset, owner, downstream, readers }: AlertContext): AlertBody {
  return {
    dataset: { ...dataset, path: `/datasets/${encodeURIComponent(dataset.name)}` },
    check: incident.check,
    promise: incident.label,
    observed: incident.observed,
    severity: incident.severity,
    owner: owner === null ? null : { id: owner.id, title: owner.title },
    wentBadAt: incident.wentBadAt,
    isApproximate: incident.isApproximate,
    detectedAt: incident.detectedAt,
    resolvedAt: incident.resolvedAt,
    downstream,
    readers,
  };
}
