import { Icon } from "#components/ui/icon.tsx";
import { stateClass, stateWord } from "#components/ui/state.tsx";
import { When } from "#components/ui/when.tsx";
import type { VerdictView } from "#lib/catalog/views.ts";

/** May I use it? One word with its icon, and the reasons as a sentence. */
export function Verdict({ verdict, now }: { readonly verdict: VerdictView; readonly now: Date }) {
  const icon = verdict.state === "at-risk" ? "risk" : verdict.state;
  return (
    <div className={`verdict ${stateClass(verdict.state)}`}>
      <strong>
        <Icon name={icon} size={14} />
        {stateWord(verdict.state)}
      </strong>
      <span>
        {sentence(verdict.reasons)}
        {verdict.since === null ? null : (
          <>
            {" "}
            Since <When at={verdict.since} now={now} />.
          </>
        )}
      </span>
    </div>
  );
}

/** Reasons come without full stops: `["A", "B"]` → `A. B.` */
export function sentence(reasons: readonly string[]): string {
  return reasons.map((reason) => `${reason}.`).join(" ");
}
