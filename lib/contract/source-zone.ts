import type { Source } from "#lib/contract/contract.ts";

/** Zone of the times in a source. Without a name it is the only DuckDB source, as for the files themselves. */
export function timezoneOf(id: string | null, sources: readonly Source[]): string {
  const files = sources.filter(({ engine }) => engine === "duckdb");
  const source = id === null ? (files.length === 1 ? files[0] : undefined) : sources.find((candidate) => candidate.id === id);
  return source?.timezone ?? "UTC";
}
