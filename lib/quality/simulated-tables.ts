/** Tables as pipelines fill them, for tests: row counts period by period from a seed, and what goes wrong with them. */

export interface SimulatedTable {
  readonly kind: "snapshot" | "weekly" | "growing" | "constant-additions" | "noisy-additions" | "hourly";
  /** Standard deviation of the logarithm of a count, or of an addition. */
  readonly noise: number;
  readonly seed: number;
}

export const KINDS: readonly SimulatedTable["kind"][] = [
  "snapshot",
  "weekly",
  "growing",
  "constant-additions",
  "noisy-additions",
  "hourly",
];
export const isAppended = ({ kind }: SimulatedTable) => kind === "constant-additions" || kind === "noisy-additions";
export const stepOf = ({ kind }: SimulatedTable) => (kind === "hourly" ? 3_600_000 : 86_400_000);

/** Numbers in [0, 1) that are the same for the same seed (mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Standard normal by Box and Muller, so with tails. */
export function normalFrom(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** Row counts of so many periods in which nothing is wrong. */
export function rowsOf(table: SimulatedTable, periods: number): readonly number[] {
  const random = randomFrom(table.seed * 7_919 + table.kind.length * 104_729);
  const base = Math.exp(Math.log(500) + random() * Math.log(10_000));
  const weekend = 0.6 + 0.35 * random();
  const firstDay = Math.floor(random() * 7);
  const growth = 0.02 * random();
  const addition = Math.max(50, base * (0.002 + 0.03 * random()));
  const rows: number[] = [];
  let total = base;
  for (let index = 0; index < periods; index += 1) {
    const noise = Math.exp(table.noise * normalFrom(random));
    if (table.kind === "constant-additions") total += Math.round(addition);
    if (table.kind === "noisy-additions") total += Math.round(addition * noise);
    const isWeekend = (index + firstDay) % 7 >= 5;
    const cycle = 1 + 0.3 * Math.sin((2 * Math.PI * index) / 24);
    const counts = {
      snapshot: base * noise,
      weekly: base * noise * (isWeekend ? weekend : 1),
      growing: base * noise * Math.exp(growth * index),
      hourly: base * noise * cycle,
      "constant-additions": total,
      "noisy-additions": total,
    };
    rows.push(Math.round(counts[table.kind]));
  }
  return rows;
}

/** What the last load would be if that went wrong in it. Additions are those of the last period. */
export function defectsOf(table: SimulatedTable, rows: readonly number[]): Readonly<Record<string, number>> {
  const last = rows.at(-1) ?? 0;
  const added = last - (rows.at(-2) ?? last);
  const common = { doubled: last * 2, halved: Math.round(last / 2), empty: 0 };
  if (isAppended(table)) return { ...common, "delivery twice": last + added, "delivery missing": last - added };
  // Ninety days of rows where seven were meant, of customers that come back: at least three times as many.
  return { ...common, "90 days": last * 3 };
}
