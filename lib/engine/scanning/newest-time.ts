/** The newest value of a time column, and how many lie ahead. */
import { newestInstant } from "#lib/engine/newest.ts";
import type { Measure, MeasureValue } from "#lib/engine/scan.ts";
import { type Cell, countIf, filterSql, isTime, kindInWords, numberOf, textOf, Unmeasurable } from "#lib/engine/scanning/dialect.ts";
import type { MeasureContext } from "#lib/engine/scanning/row-counts.ts";
import type { Fields } from "#lib/engine/scanning/together.ts";
import { wallClockOf } from "#lib/engine/zone.ts";

export function newestFields(
  { column: name, notAfter }: Extract<Measure, { kind: "newest" }>,
  context: MeasureContext,
): Fields<MeasureValue> {
  const { dialect, timezone, columnOf, condition } = context;
  const column = columnOf(name);
  const time = dialect.timeOf(column);
  if (time === null) throw new Unmeasurable(`${kindInWords(column)}, and holds no times.`);
  const { kind, sql } = time;
  const latest = new Date(notAfter);
  const bound = dialect.timeLiteral(kind, kind === "instant" ? latest.toISOString().slice(0, -1) : wallClockOf(latest, timezone));
  const finite = isTime(column) ? dialect.finite(column) : null;
  const read = (newest: Cell | undefined, later: number): MeasureValue => ({
    kind: "newest",
    newest: newestInstant({ kind, text: textOf(newest) }, timezone, latest),
    later,
  });
  const fields = [
    dialect.timeText(`max(${sql})${filterSql(condition, finite, `${sql} <= ${bound}`)}`),
    countIf(condition, `${sql} > ${bound}`),
  ];
  const newest = dialect.timeText(`max(${sql})`);
  const isLater = `(max(${sql}) > ${bound})`;
  const isEarliest = `(max(${sql}) < ${dialect.timeLiteral(kind, "0001-01-01T00:00:00")})`;
  return {
    fields,
    read: ([text, later]) => read(text, numberOf(later)),
    ...(condition !== null || !isTime(column)
      ? {}
      : {
          free: [newest, isLater, isEarliest],
          // Values that lie ahead are not counted here, nor is one told that stands for the beginning of time.
          shortcut: (known) =>
            String(known.get(isLater)) === "false" && String(known.get(isEarliest)) === "false" ? read(known.get(newest), 0) : null,
        }),
  };
}
