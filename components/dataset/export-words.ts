import { type ExportManifest, secondsLeft } from "#components/dataset/export-manifest.ts";
import { formatBytes, formatDuration, formatPlural } from "#lib/format.ts";

/**
 * How far a download is: `12 MB of about 45 MB, about 20 seconds left. The whole file has 404,067 rows.`
 * @param total bytes of the whole file, about; `null`: not known
 * @param seconds since it began
 */
export function progressWords(manifest: Pick<ExportManifest, "bytesSent" | "expectedRows">, total: number | null, seconds: number): string {
  const { bytesSent, expectedRows } = manifest;
  const left = secondsLeft(bytesSent, total, seconds);
  const size = total === null || bytesSent > total ? "" : ` of about ${formatBytes(total)}`;
  const time = left === null ? "" : `, about ${formatDuration(left)} left`;
  const rows = expectedRows === null ? "" : ` The whole file has ${formatPlural(expectedRows, "row")}.`;
  const sofar = bytesSent === 0 ? "The first bytes are on their way" : `${formatBytes(bytesSent)}${size === "" ? " so far" : size}${time}`;
  return `${sofar}.${rows}`;
}

/** How it ended when it is not whole. */
export function brokenWords({ state, bytesSent, problem }: Pick<ExportManifest, "state" | "bytesSent" | "problem">): string {
  if (state !== "cancelled") return `The download broke off, so its file is not whole. ${problem ?? "Try again in a moment."}`;
  return `Cancelled after ${formatBytes(bytesSent)}. Delete what your browser has of the file: it is not whole.`;
}
