"use client";

import { useVirtualizer } from "@tanstack/react-virtual";
import { type KeyboardEvent, type MouseEvent, useMemo, useRef } from "react";
import { cellText } from "#components/console/cell-text.ts";
import { columnKind } from "#components/console/column-kind.ts";
import { toTsv } from "#components/console/copy/csv.ts";
import { columnWidths } from "#components/console/grid/column-widths.ts";
import { GridRow } from "#components/console/grid/grid-row.tsx";
import { boundsOf, cutOut, moved, type Place, type Selection } from "#components/console/grid/selection.ts";
import type { QueryResult } from "#components/console/query-answer.ts";
import { formatPlural } from "#lib/format.ts";

const ROW = 28;
const HEAD = 46;
const AHEAD = 12;
const TALLEST = 520;

interface ResultGridProps {
  readonly result: QueryResult;
  /** `null`: nothing is selected. */
  readonly selection: Selection | null;
  readonly onSelect: (selection: Selection | null) => void;
}

/** Rows of an answer, as many as there are: only those in sight are in the page. Walked with the arrow keys, copied with Ctrl/⌘ C. */
export function ResultGrid({ result, selection, onSelect }: ResultGridProps) {
  const { columns, rows } = result;
  const frame = useRef<HTMLDivElement>(null);
  const widths = useMemo(() => columnWidths(result), [result]);
  const kinds = useMemo(() => columns.map(({ type }) => columnKind(type)), [columns]);
  const gutter = 20 + String(rows.length).length * 9;
  const down = useVirtualizer({
    count: rows.length,
    getScrollElement: () => frame.current,
    estimateSize: () => ROW,
    overscan: AHEAD,
    paddingStart: HEAD,
    scrollPaddingStart: HEAD,
  });
  const across = useVirtualizer({
    horizontal: true,
    count: columns.length,
    getScrollElement: () => frame.current,
    estimateSize: (index) => widths[index] ?? 0,
    overscan: 4,
    paddingStart: gutter,
    scrollPaddingStart: gutter,
  });
  const shown = across.getVirtualItems();
  const bounds = selection === null ? null : boundsOf(selection);

  const select = (active: Place, isExtended: boolean) => {
    onSelect({ anchor: isExtended && selection !== null ? selection.anchor : active, active });
    down.scrollToIndex(active.row);
    across.scrollToIndex(active.column);
  };

  const onKeyDown = (event: KeyboardEvent) => {
    const far = event.ctrlKey || event.metaKey;
    if (far && event.key.toLowerCase() === "c" && bounds !== null && String(window.getSelection()) === "") {
      event.preventDefault();
      const cut = cutOut(result, bounds);
      const [only] = cut.rows[0] ?? [];
      const isOne = cut.rows.length === 1 && cut.columns.length === 1;
      navigator.clipboard.writeText(isOne ? (only === null ? "" : cellText(only)) : toTsv(cut)).catch(() => {});
      return;
    }
    if (far && event.key.toLowerCase() === "a") {
      event.preventDefault();
      onSelect({ anchor: { row: 0, column: 0 }, active: { row: rows.length - 1, column: columns.length - 1 } });
      return;
    }
    const place =
      rows.length === 0
        ? null
        : moved(selection?.active ?? { row: 0, column: 0 }, event.key, far, { rows: rows.length, columns: columns.length });
    if (place === null) return;
    event.preventDefault();
    select(selection === null && !far ? { row: 0, column: 0 } : place, event.shiftKey);
  };

  const onClick = (event: MouseEvent) => {
    const cell = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-row]") : null;
    if (cell === null) return;
    const row = Number(cell.dataset["row"]);
    const column = cell.dataset["column"];
    if (column !== undefined) return select({ row, column: Number(column) }, event.shiftKey);
    const from = event.shiftKey && selection !== null ? selection.anchor.row : row;
    onSelect({ anchor: { row: from, column: 0 }, active: { row, column: columns.length - 1 } });
  };

  const virtual = down.getVirtualItems();
  const above = (virtual[0]?.start ?? HEAD) - HEAD;
  const below = down.getTotalSize() - (virtual.at(-1)?.end ?? HEAD);
  const left = (shown[0]?.start ?? gutter) - gutter;
  const right = across.getTotalSize() - (shown.at(-1)?.end ?? gutter);
  return (
    <div ref={frame} className="grid-frame" style={{ height: Math.min(rows.length * ROW + HEAD + 18, TALLEST) }}>
      <table
        // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: ARIA allows a table to be a grid, which is walked with the keys
        role="grid"
        className="result-grid"
        tabIndex={0}
        aria-label={`Result: ${formatPlural(rows.length, "row")}, ${formatPlural(columns.length, "column")}`}
        aria-rowcount={rows.length + 1}
        aria-colcount={columns.length + 1}
        aria-multiselectable="true"
        aria-activedescendant={selection === null ? undefined : cellId(selection.active)}
        style={{ width: across.getTotalSize() }}
        onKeyDown={onKeyDown}
        onClick={onClick}
      >
        <colgroup>
          <col style={{ width: gutter }} />
          <col style={{ width: left }} />
          {shown.map(({ index, size }) => (
            <col key={index} style={{ width: size }} />
          ))}
          <col style={{ width: right }} />
        </colgroup>
        <thead>
          <tr aria-rowindex={1} style={{ height: HEAD }}>
            <th scope="col" aria-colindex={1}>
              <span className="sr">Row</span>
            </th>
            <td aria-hidden="true" />
            {shown.map(({ index }) => (
              <th
                key={index}
                scope="col"
                aria-colindex={index + 2}
                className={`is-${kinds[index]}`}
                title={`${columns[index]?.name} ${columns[index]?.type}`}
              >
                <b>{columns[index]?.name}</b>
                <span>{columns[index]?.type}</span>
              </th>
            ))}
            <td aria-hidden="true" />
          </tr>
        </thead>
        <tbody>
          <Space height={above} />
          {virtual.map(({ index }) => (
            <GridRow
              key={index}
              index={index}
              cells={rows[index] ?? []}
              kinds={kinds}
              shown={shown}
              height={ROW}
              bounds={bounds}
              active={selection?.active.row === index ? selection.active.column : null}
            />
          ))}
          <Space height={below} />
        </tbody>
      </table>
    </div>
  );
}

/** Rows out of sight, as one empty one. */
function Space({ height }: { readonly height: number }) {
  // biome-ignore lint/a11y/noAriaHiddenOnFocusable: nothing in it has the focus
  return height <= 0 ? null : <tr aria-hidden="true" style={{ height }} />;
}

export const cellId = ({ row, column }: Place) => `cell-${row}-${column}`;
