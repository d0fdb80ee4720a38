/** Where a dataset's rows lie. */
import type { SourceEngine } from "#lib/contract/contract.ts";

export type FileFormat = "csv" | "parquet" | "json";

/** What to read: files that were found and checked to lie under the data roots, as absolute real paths. */
export interface FileRelation {
  readonly kind: "files";
  /** Id of the source in the catalog. */
  readonly source: string;
  readonly format: FileFormat;
  readonly paths: readonly string[];
  /** Changes whenever a file does (size, time, inode): key of everything that is kept about the content. */
  readonly version: string;
  /** Types as promised, for formats that carry none (CSV), so that ids keep their leading zeros. DuckDB type names. */
  readonly columnTypes: Readonly<Record<string, string>>;
  /** Promised primary key, by names of columns in the data: a hint for how a copy of the rows is sorted. */
  readonly keys?: readonly string[];
}

/** A server that holds tables. Its address is a secret: only the name of the variable travels, the adapter looks it up. */
export interface ServerSource {
  /** Id of the source in the catalog. */
  readonly id: string;
  readonly engine: Exclude<SourceEngine, "duckdb">;
  /** `TOUCHSTONE_SOURCE_…` */
  readonly urlEnv: string;
  /** Catalog of a Trino source; `null` elsewhere. */
  readonly catalog: string | null;
  /** IANA zone of times that carry none. */
  readonly timezone: string;
}

/** A table or view of a server. */
export interface TableRelation {
  readonly kind: "table";
  readonly source: ServerSource;
  /** `["sales", "orders"]`: one to three names, the table's last, as the contract spells them. */
  readonly path: readonly string[];
  /** Only tells two relations apart: a server gives no cheap version of its rows, so nothing about them may be kept under it. */
  readonly version: string;
}

export type Relation = FileRelation | TableRelation;

export function engineOf(relation: Relation): SourceEngine {
  return relation.kind === "files" ? "duckdb" : relation.source.engine;
}

export function sourceIdOf(relation: Relation): string {
  return relation.kind === "files" ? relation.source : relation.source.id;
}
