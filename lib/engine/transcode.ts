/** PORT: rows of a server as a file of another format. The embedded engine's workers do it. */
import type { Readable } from "node:stream";
import type { CopyFormat, CopyStream, Limits } from "#lib/engine/engine.ts";

/** A column of the source, with the DuckDB type that its text is read as. */
export interface SourceColumn {
  readonly name: string;
  readonly duckdbType: string;
}

/**
 * `source`: CSV as RFC 4180 has it, without a header, its rows ended by a line feed alone; a missing value is nothing between the commas, an empty text is `""`. An error of the
 * source, or its end before it is whole, fails the copy.
 */
export type Transcode = (source: Readable, columns: readonly SourceColumn[], format: CopyFormat, limits: Limits) => Promise<CopyStream>;
