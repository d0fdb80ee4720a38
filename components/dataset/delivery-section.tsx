import { freshnessWords, slaWords } from "#components/dataset/promise-words.ts";
import { Section } from "#components/dataset/section.tsx";
import { When } from "#components/ui/when.tsx";
import type { FreshnessView } from "#lib/catalog/views.ts";
import type { Sla } from "#lib/contract/contract.ts";
import { formatAge, formatDuration } from "#lib/format.ts";

interface DeliverySectionProps {
  readonly id: string;
  readonly freshness: FreshnessView | null;
  readonly sla: Sla | null;
  readonly now: Date;
}

/** How old the data may be, by when it comes, and what is known of both. */
export function DeliverySection({ id, freshness, sla, now }: DeliverySectionProps) {
  if (freshness === null && sla === null) {
    return <Section id={id} title="Freshness and delivery" sub="Neither is promised. Ask the owner before you rely on its age." />;
  }
  return (
    <Section id={id} title="Freshness and delivery" sub="As promised. Whether the last deadline was kept stands above, beside its promise.">
      <dl className="facts">
        {freshness === null ? null : <Freshness freshness={freshness} now={now} />}
        {sla === null ? null : <Delivery sla={sla} />}
      </dl>
    </Section>
  );
}

function Freshness({ freshness, now }: { readonly freshness: FreshnessView; readonly now: Date }) {
  return (
    <>
      <dt>Promised age</dt>
      <dd>
        {freshnessWords(freshness.maxAgeSeconds)} <span className="faint">written “{freshness.promised}”</span>
      </dd>
      <dt>Newest row</dt>
      <dd>
        {freshness.asOf === null ? (
          <span className="faint">not known</span>
        ) : (
          <>
            <When at={freshness.asOf} now={now} />
            {freshness.observedAgeSeconds !== null && freshness.observedAgeSeconds > freshness.maxAgeSeconds
              ? `, later than promised by ${formatAge(freshness.observedAgeSeconds - freshness.maxAgeSeconds)}`
              : ", within the promise"}
          </>
        )}
      </dd>
      <dt>Told by</dt>
      <dd>
        {freshness.column === null ? (
          <span className="faint">no column tells the age</span>
        ) : (
          <>
            the newest{" "}
            <a href={`#${encodeURIComponent(freshness.column)}`} className="mono">
              {freshness.column}
            </a>
            {freshness.columnInferred ? <span className="faint"> (chosen by Touchstone; the contract names none)</span> : null}
          </>
        )}
      </dd>
    </>
  );
}

function Delivery({ sla }: { readonly sla: Sla }) {
  const words = slaWords(sla);
  return (
    <>
      <dt>Delivery</dt>
      <dd>
        {words}
        {words === sla.promised ? null : <span className="faint"> written “{sla.promised}”</span>}
        {sla.machineCheckable ? null : <div className="faint">No machine can check this sentence; it is kept as text.</div>}
        {sla.notes.map((note) => (
          <div key={note} className="faint">
            {note}
          </div>
        ))}
      </dd>
      {sla.graceSeconds === null || sla.graceSeconds === 0 ? null : (
        <>
          <dt>Grace</dt>
          <dd>{formatDuration(sla.graceSeconds)} after the deadline</dd>
        </>
      )}
      {sla.target === null ? null : (
        <>
          <dt>To be kept</dt>
          <dd>on {Math.round(sla.target * 1000) / 10} % of the deadlines</dd>
        </>
      )}
    </>
  );
}
