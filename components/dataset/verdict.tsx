import { Icon } from "#components/ui/icon.tsx";
import { stateClass, stateWord } from "#components/ui/state.tsx";
import { When } from "#components/ui/when.tsx";
import type { FreshnessView, VerdictView } from "#lib/catalog/views.ts";
import { formatAge } from "#lib/format.ts";

interface VerdictProps {
  readonly verdict: VerdictView;
  readonly freshness: FreshnessView | null;
  readonly now: Date;
}

/** May I use it? One word with its icon, and the reasons as a sentence; those of what is broken say since when. */
export function Verdict({ verdict, freshness, now }: VerdictProps) {
  const icon = verdict.state === "at-risk" ? "risk" : verdict.state;
  return (
    <div className={`verdict ${stateClass(verdict.state)}`}>
      <strong>
        <Icon name={icon} size={14} />
        {stateWord(verdict.state)}
      </strong>
      <span>
        {verdict.since === null ? <Newest freshness={freshness} now={now} /> : null}
        {sentence(verdict.reasons)}
        {verdict.since === null || verdict.state === "broken" ? null : (
          <>
            {" "}
            Since <When at={verdict.since} now={now} />.
          </>
        )}
      </span>
    </div>
  );
}

/** Before anything was judged: its newest row, which is looked at whenever the page is, beside what was promised of it. */
function Newest({ freshness, now }: Pick<VerdictProps, "freshness" | "now">) {
  if (freshness === null || freshness.asOf === null || freshness.observedAgeSeconds === null) return null;
  const late = freshness.observedAgeSeconds > freshness.maxAgeSeconds;
  return (
    <>
      Newest row <When at={freshness.asOf} now={now} />
      {late ? `, later than promised (less than ${formatAge(freshness.maxAgeSeconds)}). ` : ", as promised. "}
    </>
  );
}

/** Reasons come without full stops: `["A", "B"]` → `A. B.` */
export function sentence(reasons: readonly string[]): string {
  return reasons.map((reason) => `${reason}.`).join(" ");
}
