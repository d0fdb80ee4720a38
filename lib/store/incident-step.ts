import type { Incident, IncidentEvent } from "#lib/quality/incident.ts";
import type { IncidentStep } from "#lib/store/alerts.ts";

/** What a person's step makes of an incident; `null`: nothing, it stands so already. */
export function stepIncident(
  incident: Incident,
  step: IncidentStep,
  { actor, at }: { readonly actor: string; readonly at: string },
): { readonly incident: Incident; readonly event: IncidentEvent } | null {
  const event = { incidentId: incident.id, at, actor };
  switch (step.kind) {
    case "comment":
      return { incident, event: { ...event, kind: "commented", text: step.text } };
    case "acknowledge":
      if (incident.state !== "open") return null;
      return {
        incident: { ...incident, state: "acknowledged", acknowledgedAt: at, acknowledgedBy: actor },
        event: { ...event, kind: "acknowledged", text: null },
      };
    case "resolve":
      if (incident.state === "resolved") return null;
      return {
        incident: { ...incident, state: "resolved", resolvedAt: at, reason: step.reason, quietSince: null },
        event: { ...event, kind: "resolved", text: step.reason },
      };
  }
}
