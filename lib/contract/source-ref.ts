import type { Position, SourceRef } from "#lib/contract/contract.ts";
import { Fields, shorten, textOf } from "#lib/contract/fields.ts";
import type { ProblemLog } from "#lib/contract/problem-log.ts";
import type { Spec } from "#lib/contract/spec.ts";

/** A source as written. `words` is the short form, whose first part is a source only if one has that id. */
export interface SourceDraft extends SourceRef {
  readonly words: string | null;
  readonly position: Position;
}

const RELATION = /^[^\s.;'"`()]{1,128}(?:\.[^\s.;'"`()]{1,128}){0,3}$/;

/** Up to four names with dots between them. */
export function isRelation(words: string): boolean {
  return words.length <= 512 && RELATION.test(words);
}

/** `source: warehouse.sales.orders`, or `{source, relation}`, or `{source, files}`. */
export function readSourceRef(spec: Spec, position: Position, log: ProblemLog): SourceDraft | null {
  if (spec.kind !== "map") {
    const words = textOf(spec, "source", 512, log);
    if (words === null) return null;
    if (RELATION.test(words)) return { source: null, relation: null, files: null, words, position };
    log.error("TS-SPEC-002", spec.at, `'${shorten(words)}' is no source.`, "Write `source.schema.table`, or `{source: …, files: …}`.");
    return null;
  }
  const fields = new Fields(spec, log, { what: "a source reference", known: ["source", "relation", "files"] });
  const source = fields.label("source");
  const relation = fields.text("relation", 512);
  const files = fields.text("files", 1_000);
  if (relation === null && files === null) {
    log.error("TS-SPEC-003", position, "A source reference needs `relation` or `files`.", "Write for example `files: orders/*.parquet`.");
    return null;
  }
  if (relation !== null && !RELATION.test(relation)) {
    log.error("TS-SPEC-002", fields.at("relation"), `'${shorten(relation)}' is no relation.`, "Write for example `sales.orders`.");
    return null;
  }
  if (files !== null && !isInsideGlob(files)) {
    log.error(
      "TS-SPEC-005",
      fields.at("files"),
      "`files` must lie inside the source's folder.",
      "Write a relative path without `..`, for example `orders/*.parquet`.",
    );
    return null;
  }
  return { source, relation, files, words: null, position };
}

function isInsideGlob(files: string): boolean {
  return !/^[a-z][a-z0-9+.-]*:|^[/\\~]|\\/i.test(files) && !files.split("/").includes("..");
}

const SELECT_ALL = /^select\s+\*\s+from\s+([^\s;'"`()]{1,512})\s*;?$/i;

/** `SELECT * FROM prod.orders` → `prod.orders`; `null` when the query is more than that. */
export function relationOfQuery(query: string): string | null {
  if (query.length > 1_000) return null;
  const relation = SELECT_ALL.exec(query.trim())?.[1];
  return relation !== undefined && RELATION.test(relation) ? relation : null;
}
