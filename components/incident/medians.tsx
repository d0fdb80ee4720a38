import { formatCount, formatDuration } from "#lib/format.ts";
import type { IncidentSpan } from "#lib/observe/incident-desk.ts";

/** How fast broken promises were found and mended, for each span of days. */
export function Medians({ spans }: { readonly spans: readonly IncidentSpan[] }) {
  return (
    <div className="medians">
      {spans.map(({ days, opened, resolved, medianToDetect, medianToResolve }) => (
        <section key={days} aria-labelledby={`last-${days}`}>
          <h2 id={`last-${days}`}>Last {days} days</h2>
          <dl className="facts">
            <dt>Opened, resolved of these</dt>
            <dd>
              {formatCount(opened)}, {formatCount(resolved)}
            </dd>
            <dt>Median time to detect</dt>
            <dd>{medianToDetect === null ? "unknown" : formatDuration(medianToDetect)}</dd>
            <dt>Median time to resolve</dt>
            <dd>{medianToResolve === null ? "unknown" : formatDuration(medianToResolve)}</dd>
          </dl>
        </section>
      ))}
    </div>
  );
}
