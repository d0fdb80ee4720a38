import { Icon, type IconName } from "#components/ui/icon.tsx";
import type { VerdictState } from "#lib/catalog/views.ts";

const STATES = {
  ready: { word: "Ready", icon: "ready", style: "is-ready" },
  "at-risk": { word: "At risk", icon: "risk", style: "is-risk" },
  broken: { word: "Broken", icon: "broken", style: "is-broken" },
  unknown: { word: "Unknown", icon: "unknown", style: "is-unknown" },
} as const satisfies Record<VerdictState, { word: string; icon: IconName; style: string }>;

/** The word that people read for a state. */
export function stateWord(state: VerdictState): string {
  return STATES[state].word;
}

/** Class that sets the state's colours (`--c` for text, `--w` for the wash behind it). */
export function stateClass(state: VerdictState): string {
  return STATES[state].style;
}

/** Icon and word, never colour alone. `word` replaces the state's own, for example `kept`. */
export function State({ state, word }: { readonly state: VerdictState; readonly word?: string }) {
  return (
    <span className={`state ${stateClass(state)}`}>
      <Icon name={STATES[state].icon} size={14} />
      {word ?? stateWord(state)}
    </span>
  );
}
