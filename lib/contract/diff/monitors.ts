import type { MonitorSpec } from "#lib/contract/contract.ts";
import { type ChangeList, tick } from "#lib/contract/diff/change-list.ts";
import type { ColumnRenames } from "#lib/contract/diff/columns.ts";
import { compareFixed, type Direction } from "#lib/contract/diff/direction.ts";
import { pairUp } from "#lib/contract/diff/pairs.ts";
import { parseFreshness } from "#lib/contract/freshness-grammar.ts";
import { canonicalJson } from "#lib/contract/hash.ts";

const KINDS = { tighter: "monitor.tightened", looser: "monitor.loosened", other: "monitor.changed" } as const;

/** Monitors are the same by what they say, else by what they watch. */
export function diffMonitors(
  before: readonly MonitorSpec[],
  after: readonly MonitorSpec[],
  columns: ColumnRenames,
  list: ChangeList,
): void {
  const idOf = ({ type, column, threshold, name }: MonitorSpec) => canonicalJson([type, column, threshold, name]);
  const followed = before.map((monitor) => ({
    ...monitor,
    column: monitor.column === null ? null : (columns.get(monitor.column) ?? monitor.column),
  }));
  const { paired, added, removed } = pairUp(followed, after, [
    idOf,
    ({ type, column, name }) => canonicalJson([type, column, name]),
    ({ type, column }) => canonicalJson([type, column]),
  ]);
  for (const monitor of removed)
    list.add("monitor.removed", `It is no longer watched: ${labelOf(monitor)}.`, { before: monitor }, monitor.column);
  for (const [old, monitor] of paired) {
    if (idOf(old) === idOf(monitor)) continue;
    const direction = compareThresholds(old, monitor);
    const sides = { before: old, after: monitor };
    if (direction === "same")
      list.add(
        "monitor.relabelled",
        `Its monitor is called ${tick(monitor.name ?? "nothing")} now: ${labelOf(monitor)}.`,
        sides,
        monitor.column,
      );
    else {
      const words = `${tick(monitor.threshold ?? "the default")}; it was ${tick(old.threshold ?? "the default")}`;
      list.add(KINDS[direction], `The monitor of ${labelOf(monitor)} has the threshold ${words}.`, sides, monitor.column);
    }
  }
  for (const monitor of added) list.add("monitor.added", `It is watched: ${labelOf(monitor)}.`, { after: monitor }, monitor.column);
}

const labelOf = ({ type, column }: MonitorSpec) => (column === null ? tick(type) : `${tick(type)} of ${tick(column)}`);

/** `24h` against `30h`, `10%` against `20%`; a share and a count cannot be compared. */
function compareThresholds({ type, threshold: before }: MonitorSpec, { threshold: after }: MonitorSpec): Direction {
  if (before === after) return "same";
  if (before === null || after === null) return "other";
  if (type === "freshness") {
    const [was, is] = [before, after].map(secondsOf);
    return was == null || is == null ? "other" : compareFixed(was, is, "less");
  }
  if (before.endsWith("%") !== after.endsWith("%")) return "other";
  return compareFixed(Number.parseFloat(before), Number.parseFloat(after), "less");
}

function secondsOf(text: string): number | null {
  const reading = parseFreshness(text);
  return reading.ok ? reading.maxAgeSeconds : null;
}
