/** From what a look found to which loads have arrived since the one before. */
import type { SourceVersion } from "#lib/engine/scan.ts";
import type { DatasetEvidence, DatasetUpdate } from "#lib/store/evidence.ts";

export interface Arrived {
  /** Newest value of the freshness column; `null`: none is promised, or there is no row. */
  readonly asOf: string | null;
  readonly version: SourceVersion | null;
  /** The freshness column holds days, not times: the newest one counts as now until it has ended. */
  readonly isDated: boolean;
  readonly now: string;
}

/** While looks follow each other as closely as this, a change was made between the last two of them. */
const CLOSE_MS = 10 * 60_000;
/** What counts as now. */
const NEAR_MS = 2_000;

export function arrivalsSince(before: DatasetEvidence, { asOf, version, isDated, now }: Arrived): readonly DatasetUpdate[] {
  const updates: DatasetUpdate[] = [];
  const about = { datasetId: before.datasetId, newest: asOf };
  const isFirst = before.observedAt === null;
  const changedAt = version?.changedAt ?? null;
  const isSame = version !== null && version.version === before.sourceVersion;
  if (asOf !== null && !isSame && hasMoved(before.asOf, asOf, { isDated, now })) {
    // Before the first look nobody knows when a file came that was copied here since: the rows themselves tell.
    const at = isFirst ? asOf : (changedAt ?? (isClose(before, now) ? now : asOf));
    // A load cannot have come before the rows that it brought, nor after they were seen.
    updates.push({ ...about, at: earlier(later(at, asOf), now), evidence: "data", isBackfilled: isFirst });
  }
  if (changedAt !== null && !isSame) updates.push({ ...about, at: earlier(changedAt, now), evidence: "file", isBackfilled: isFirst });
  return updates;
}

function hasMoved(before: string | null, asOf: string, { isDated, now }: Pick<Arrived, "isDated" | "now">): boolean {
  if (before === null) return true;
  if (Date.parse(asOf) <= Date.parse(before)) return false;
  // Today's rows seem to be as new as the clock: they are the same ones that were there an hour ago.
  const growsWithTheClock = isDated && Date.parse(now) - Date.parse(asOf) < NEAR_MS && Date.parse(asOf) - Date.parse(before) < 86_400_000;
  return !growsWithTheClock || before.slice(0, 10) !== asOf.slice(0, 10);
}

const isClose = ({ lastSeenAt }: DatasetEvidence, now: string) =>
  lastSeenAt !== null && Date.parse(now) - Date.parse(lastSeenAt) <= CLOSE_MS;
const later = (a: string, b: string) => (Date.parse(a) >= Date.parse(b) ? a : b);
const earlier = (a: string, b: string) => (Date.parse(a) <= Date.parse(b) ? a : b);
