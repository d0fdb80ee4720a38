import { AppError } from "#lib/errors.ts";
import { readCursor, writeCursor } from "#lib/query/cursor.ts";

/** What a cursor of a list is bound to: with other parameters or for another reader it does not open. */
export interface ListContext {
  /** Id of the route. */
  readonly route: string;
  readonly scopeKey: string;
  /** Parameters that decide what is listed in which order, not `limit` and `cursor`. */
  readonly query: unknown;
  readonly secret: string;
}

const contextOf = ({ route, scopeKey, query }: ListContext) => ({ datasetId: route, scopeKey, query: JSON.stringify(query) });

/** `place` is what the next page starts after, as JSON values. */
export function writeListCursor(place: readonly (string | number | null)[], context: ListContext): string {
  return writeCursor({ version: "1", after: [JSON.stringify(place)] }, contextOf(context), context.secret);
}

/** @throws AppError TS-API-005 for a cursor that was not made for this list */
export function readListCursor(cursor: string | undefined, context: ListContext): readonly unknown[] | null {
  if (cursor === undefined) return null;
  const { after } = readCursor(cursor, contextOf(context), context.secret);
  const place: unknown = JSON.parse(after[0] ?? "null");
  if (!Array.isArray(place)) throw new AppError("TS-API-005", "This cursor was not made for this list. Start again without a cursor.");
  return place;
}
