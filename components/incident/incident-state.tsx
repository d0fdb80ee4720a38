import { State } from "#components/ui/state.tsx";
import type { IncidentView } from "#lib/observe/incident-view.ts";

const STATES = {
  open: { state: "broken", word: "Open" },
  acknowledged: { state: "at-risk", word: "Acknowledged" },
  resolved: { state: "ready", word: "Resolved" },
} as const;

export function IncidentState({ incident: { state } }: { readonly incident: Pick<IncidentView, "state"> }) {
  return <State {...STATES[state]} />;
}
