/** An access attack, as a value, and the reasons that many of them share. */
export interface Attack {
  readonly sql: string;
  /** Part of the refusal's sentence; `table …`: the text passes, but names a table that is no dataset, which the caller refuses. */
  readonly says: string;
}

export function fillPaths(sql: string, paths: { readonly canary: string; readonly data: string }): string {
  return sql.replaceAll("{canary}", paths.canary).replaceAll("{data}", paths.data);
}

export const listAttacks = (says: string, ...statements: readonly string[]): readonly Attack[] => statements.map((sql) => ({ sql, says }));

/** Parts of refusals. */
export const FILES = "reads files or lists them";
export const NAMES_FILE = "names a file";
export const SERVER = "tells about the server";
export const SECOND = "Only one statement may be run at a time";
export const OWN_SQL = "reads or runs SQL of its own";
/** A value from a file that is no dataset's. */
export const SECRET = "(SELECT content FROM read_text('{canary}.txt'))";
