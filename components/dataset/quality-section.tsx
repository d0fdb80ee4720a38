import { ScoreSeries } from "#components/dataset/score-series.tsx";
import { Section } from "#components/dataset/section.tsx";
import { When } from "#components/ui/when.tsx";
import type { QualityView, ReportedQuality } from "#lib/catalog/views.ts";
import { formatScore } from "#lib/format.ts";

interface QualitySectionProps {
  readonly id: string;
  readonly quality: QualityView;
  readonly reported: ReportedQuality | null;
  readonly now: Date;
}

/** Measured, promised, and reported by others: three things, never mixed up. */
export function QualitySection({ id, quality, reported, now }: QualitySectionProps) {
  const target = quality.target === null ? "no target promised" : `target ${formatScore(quality.target)} of 100`;
  return (
    <Section id={id} title="Quality">
      <div className="score">
        <b className={quality.score === null ? "none" : undefined}>{quality.score === null ? "Unmeasured" : formatScore(quality.score)}</b>
        <span className="soft">{quality.score === null ? target : `of 100, evidence ${formatScore(quality.evidence)} %, ${target}`}</span>
      </div>
      {quality.score === null ? (
        <p className="soft small">Touchstone has not run this dataset’s checks yet, so it gives no score of its own.</p>
      ) : null}
      {reported === null ? null : <Reported reported={reported} target={quality.target} now={now} />}
    </Section>
  );
}

interface ReportedProps {
  readonly reported: ReportedQuality;
  readonly target: number | null;
  readonly now: Date;
}

function Reported({ reported: { latest, series }, target, now }: ReportedProps) {
  return (
    <>
      <p className="mt-4 mb-3">
        <strong>{formatScore(latest.score)}</strong> of 100 reported by {latest.source} <When at={latest.measuredAt} now={now} />
        {target === null ? "" : latest.score >= target ? ", which reaches the target" : ", which misses the target"}.
        <span className="soft"> Somebody else’s score, shown as it was handed in.</span>
      </p>
      {series.length < 2 ? null : <ScoreSeries series={series} target={target} />}
    </>
  );
}
