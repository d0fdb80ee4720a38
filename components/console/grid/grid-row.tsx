import type { VirtualItem } from "@tanstack/react-virtual";
import type { ColumnKind } from "#components/console/column-kind.ts";
import { type Bounds, isWithin } from "#components/console/grid/selection.ts";
import { Value } from "#components/console/grid/value.tsx";
import { formatCount } from "#lib/format.ts";

interface GridRowProps {
  readonly index: number;
  readonly cells: readonly unknown[];
  readonly kinds: readonly ColumnKind[];
  /** The columns in sight. */
  readonly shown: readonly VirtualItem[];
  readonly height: number;
  readonly bounds: Bounds | null;
  /** Column of the cell that the keyboard is on. */
  readonly active: number | null;
}

export function GridRow({ index, cells, kinds, shown, height, bounds, active }: GridRowProps) {
  return (
    <tr aria-rowindex={index + 2} style={{ height }}>
      <th scope="row" aria-colindex={1} data-row={index}>
        {formatCount(index + 1)}
      </th>
      <td aria-hidden="true" />
      {shown.map(({ index: column }) => (
        // biome-ignore lint/a11y/useAriaPropsSupportedByRole: in a grid a cell is a gridcell
        <td
          key={column}
          id={`cell-${index}-${column}`}
          aria-colindex={column + 2}
          aria-selected={bounds !== null && isWithin(bounds, index, column)}
          className={`is-${kinds[column]}${active === column ? " is-active" : ""}`}
          data-row={index}
          data-column={column}
        >
          <Value value={cells[column]} />
        </td>
      ))}
      <td aria-hidden="true" />
    </tr>
  );
}
