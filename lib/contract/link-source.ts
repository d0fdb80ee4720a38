import type { SourceRef } from "#lib/contract/contract.ts";
import { type DatasetDraft, placeOf } from "#lib/contract/dataset.ts";
import type { Linker } from "#lib/contract/linker.ts";
import { relationOfQuery } from "#lib/contract/source-ref.ts";

interface LinkedSource {
  readonly source: SourceRef | null;
  readonly inferred: readonly string[];
}

/** Where a dataset's rows lie: as said, else the relation of `access.query` in the only source of the catalog. */
export function linkSource(draft: DatasetDraft, linker: Linker): LinkedSource {
  const { source } = draft;
  if (source?.words != null) return linkWords(draft, source.words, linker);
  if (source !== null) {
    const { relation, files } = source;
    if (source.source === null) return { source: { source: theOnly(draft, linker), relation, files }, inferred: ["source.source"] };
    return { source: { source: knownSource(draft, source.source, linker), relation, files }, inferred: [] };
  }
  const relation = draft.access.query === null ? null : relationOfQuery(draft.access.query);
  if (relation !== null) return { source: { source: theOnly(draft, linker), relation, files: null }, inferred: ["source"] };
  linker.log.note(
    "TS-LINK-007",
    placeOf(draft, "source"),
    `${draft.name} has no data source: nothing can be read, exported or measured.`,
    "Write `source: name.schema.table`.",
  );
  return { source: null, inferred: [] };
}

function linkWords(draft: DatasetDraft, words: string, linker: Linker): LinkedSource {
  const dot = words.indexOf(".");
  const id = dot < 0 ? words : words.slice(0, dot);
  const source = knownSource(draft, id, linker);
  if (dot >= 0) return { source: { source, relation: words.slice(dot + 1), files: null }, inferred: [] };
  return { source: { source, relation: draft.name, files: null }, inferred: ["source.relation"] };
}

function knownSource(draft: DatasetDraft, id: string, linker: Linker): string {
  const found = linker.find("sources", id);
  if (found !== null) return found;
  const message = `The source '${id.slice(0, 80)}' is not defined, so nothing can be read.`;
  linker.log.warning("TS-LINK-005", placeOf(draft, "source"), message, "Define it below `data_catalog: sources:`.");
  linker.hintNearest(id, "sources");
  return id;
}

/** The source that is meant when none is named: the only one there is. */
function theOnly(draft: DatasetDraft, linker: Linker): string | null {
  const only = linker.onlySource();
  if (typeof only === "string") return only;
  const message =
    only === undefined
      ? `The catalog defines no source, so nothing of ${draft.name} can be read.`
      : `The catalog has several sources and ${draft.name} names none, so nothing can be read.`;
  const hint = only === undefined ? "Define one below `data_catalog: sources:`." : "Write `source: name.schema.table`.";
  linker.log.note("TS-LINK-007", placeOf(draft, "source"), message, hint);
  return null;
}
