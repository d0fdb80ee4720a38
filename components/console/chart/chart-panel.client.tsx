"use client";

import { useEffect, useRef, useState } from "react";
import { Chart } from "#components/console/chart/chart.tsx";
import { type ChartChoice, type ChartForm, canStand, chooseChart } from "#components/console/chart/chart-choice.ts";
import type { QueryResult } from "#components/console/query-answer.ts";

const FORMS = [
  ["bar", "Bars"],
  ["line", "Line"],
  ["scatter", "Points"],
] as const satisfies readonly (readonly [ChartForm, string])[];

/** The drawing that fits the result, and what else can be drawn of it. */
export function ChartPanel({ result }: { readonly result: QueryResult }) {
  const [chosen, setChosen] = useState<ChartChoice | null>(null);
  const frame = useRef<HTMLDivElement>(null);
  const width = useWidth(frame);
  const choice = chosen ?? chooseChart(result);
  if (choice === null) {
    return (
      <p className="chart-none">A chart needs a column of figures, and a second column to spread them by. This result has none that fit.</p>
    );
  }
  const { columns } = result;
  const options = (axis: "x" | "y", form: ChartForm) =>
    columns.flatMap((column, index) => (canStand(column, axis, form) ? [{ column, index }] : []));
  const setForm = (form: ChartForm) => {
    const x = canStand(columns[choice.x], "x", form)
      ? choice.x
      : (options("x", form).find(({ index }) => index !== choice.y)?.index ?? choice.y);
    setChosen({ ...choice, form, x });
  };
  return (
    <div className="chart-panel">
      <div className="chart-choice">
        <label>
          Form
          <select value={choice.form} onChange={({ target }) => setForm(FORMS.find(([form]) => form === target.value)?.[0] ?? "bar")}>
            {FORMS.filter(([form]) => options("x", form).length > 0).map(([form, title]) => (
              <option key={form} value={form}>
                {title}
              </option>
            ))}
          </select>
        </label>
        {(["y", "x"] as const).map((axis) => (
          <label key={axis}>
            {axis === "y" ? "Up" : "Along"}
            <select value={choice[axis]} onChange={({ target }) => setChosen({ ...choice, [axis]: Number(target.value) })}>
              {options(axis, choice.form).map(({ column, index }) => (
                <option key={index} value={index}>
                  {column.name}
                </option>
              ))}
            </select>
          </label>
        ))}
      </div>
      <div ref={frame}>{width === 0 ? null : <Chart result={result} choice={choice} width={width} />}</div>
    </div>
  );
}

/** Widest drawing: wider ones are harder to read, not easier. */
const WIDEST = 960;

/** Pixels that an element has; 0: not known yet. */
function useWidth(element: { readonly current: HTMLElement | null }): number {
  const [width, setWidth] = useState(0);
  useEffect(() => {
    if (element.current === null) return;
    const observer = new ResizeObserver(([entry]) => setWidth(Math.min(WIDEST, Math.floor(entry?.contentRect.width ?? 0))));
    observer.observe(element.current);
    return () => observer.disconnect();
  }, [element]);
  return width;
}
