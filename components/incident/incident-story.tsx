import { When } from "#components/ui/when.tsx";
import type { IncidentEventView } from "#lib/observe/incident-view.ts";

const WORDS: Readonly<Record<IncidentEventView["kind"], string>> = {
  opened: "Opened",
  failed: "Failed again",
  passed: "Passed, held open until it has been quiet for an hour",
  flapping: "Changes often: held open until it has been quiet for an hour",
  acknowledged: "Acknowledged",
  commented: "Comment",
  resolved: "Resolved",
  reopened: "Opened again",
};

export function IncidentEvents({ events, now }: { readonly events: readonly IncidentEventView[]; readonly now: Date }) {
  return (
    <ol className="incident-story">
      {events.map(({ at, kind, actor, text }, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: events are never reordered, and two may be alike
        <li key={index}>
          <span className="faint">
            <When at={at} now={now} />
          </span>
          <div>
            <strong>{WORDS[kind]}</strong>
            {actor === null ? null : ` by ${actor}`}
            {text === null ? null : <p className="soft">{text}</p>}
          </div>
        </li>
      ))}
    </ol>
  );
}
