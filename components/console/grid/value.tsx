import { cellLine } from "#components/console/cell-text.ts";

/** NULL and the empty text look like nothing that a text can hold. */
export function Value({ value }: { readonly value: unknown }) {
  if (value === null || value === undefined) return <i className="null">NULL</i>;
  if (value === "") return <i className="null">empty</i>;
  return cellLine(value);
}
