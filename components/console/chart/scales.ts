import { type ScaleBand, type ScaleLinear, type ScaleTime, scaleBand, scaleLinear, scaleUtc } from "d3-scale";
import type { Points } from "#components/console/chart/points.ts";

/** Pixels of the upright axis. */
export const HEIGHT = 240;

export interface Tick {
  readonly at: number;
  readonly label: string;
}

export interface Axes {
  readonly x: (value: number | string) => number;
  readonly y: (value: number) => number;
  /** Width of a bar; 0 where there are none. */
  readonly bar: number;
  readonly xTicks: readonly Tick[];
  readonly yTicks: readonly Tick[];
}

/** Longest label below the axis, in signs; names are cut there. */
const LABEL = 14;
/** Pixels that a label below the axis needs. */
const LABEL_WIDTH = 96;

/** Where points stand on `width` pixels. Bars begin at zero; lines and points use the space that they need. */
export function axesOf({ points, axis }: Points, isBar: boolean, width: number): Axes {
  const labels = Math.max(2, Math.floor(width / LABEL_WIDTH));
  const heights = points.map(({ y }) => y);
  const ends = [Math.min(...heights), Math.max(...heights)];
  const y = scaleLinear(isBar ? [Math.min(0, ends[0] ?? 0), Math.max(0, ends[1] ?? 0)] : ends, [HEIGHT, 0]).nice(5);
  const yTicks = y.ticks(5).map((value) => ({ at: y(value), label: short(value) }));
  if (axis === "name") {
    const named = { keys: points.map((_, index) => String(index)), labels: points.map(({ x }) => String(x)) };
    return { ...names(named, width, labels), y, yTicks };
  }
  const places = points.map(({ x }) => Number(x));
  const span: [number, number] = [Math.min(...places), Math.max(...places)];
  const x = axis === "time" ? scaleUtc(span, [0, width]) : scaleLinear(span, [0, width]).nice();
  return { x: (value) => x(Number(value)), y, bar: 0, xTicks: ticksOf(x, labels), yTicks };
}

/** Each row has a bar of its own, also where two have one name. */
function names(
  { keys, labels }: { readonly keys: readonly string[]; readonly labels: readonly string[] },
  width: number,
  most: number,
): Pick<Axes, "x" | "bar" | "xTicks"> {
  const band: ScaleBand<string> = scaleBand(keys, [0, width]).paddingInner(0.25).paddingOuter(0.1);
  const every = Math.ceil(keys.length / most);
  const middle = band.bandwidth() / 2;
  return {
    x: (value) => band(String(value)) ?? 0,
    bar: band.bandwidth(),
    xTicks: keys.flatMap((key, index) => (index % every === 0 ? [{ at: (band(key) ?? 0) + middle, label: cut(labels[index] ?? "") }] : [])),
  };
}

function ticksOf(x: ScaleLinear<number, number> | ScaleTime<number, number>, count: number): readonly Tick[] {
  if (!("tickFormat" in x)) return [];
  const format = x.tickFormat(count) as (value: number | Date) => string;
  return x.ticks(count).map((value) => ({ at: x(value), label: typeof value === "number" ? short(value) : format(value) }));
}

const NUMBER = new Intl.NumberFormat("en-GB", { maximumSignificantDigits: 6 });
const LARGE = new Intl.NumberFormat("en-GB", { notation: "compact", maximumSignificantDigits: 4 });
const short = (value: number) => (Math.abs(value) >= 100_000 ? LARGE : NUMBER).format(value);
const cut = (text: string) => (text.length > LABEL ? `${text.slice(0, LABEL - 1)}…` : text);
