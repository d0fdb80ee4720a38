import type { SourceRef } from "#lib/contract/contract.ts";
import type { DatasetDraft } from "#lib/contract/dataset.ts";
import { hintNearest } from "#lib/contract/nearest.ts";
import type { Sections } from "#lib/contract/sections.ts";
import { relationOfQuery } from "#lib/contract/source-ref.ts";

interface LinkedSource {
  readonly source: SourceRef | null;
  readonly inferred: readonly string[];
}

/** Where a dataset's rows lie: as said, else the relation of `access.query` in the only source of the catalog. */
export function linkSource(draft: DatasetDraft, sections: Sections): LinkedSource {
  const { source, log, at } = draft;
  if (source?.words != null) return linkWords(draft, source.words, sections);
  if (source !== null) {
    const { relation, files } = source;
    if (source.source === null) return { source: { source: theOnly(draft, sections), relation, files }, inferred: ["source.source"] };
    return { source: { source: knownSource(draft, source.source, sections), relation, files }, inferred: [] };
  }
  const relation = draft.access.query === null ? null : relationOfQuery(draft.access.query);
  if (relation !== null) return { source: { source: theOnly(draft, sections), relation, files: null }, inferred: ["source"] };
  log.note(
    "TS-LINK-007",
    at("source"),
    `${draft.name} has no data source: nothing can be read, exported or measured.`,
    "Write `source: name.schema.table`.",
  );
  return { source: null, inferred: [] };
}

function linkWords(draft: DatasetDraft, words: string, sections: Sections): LinkedSource {
  const dot = words.indexOf(".");
  const id = dot < 0 ? words : words.slice(0, dot);
  const source = knownSource(draft, id, sections);
  if (dot >= 0) return { source: { source, relation: words.slice(dot + 1), files: null }, inferred: [] };
  return { source: { source, relation: draft.name, files: null }, inferred: ["source.relation"] };
}

function knownSource({ log, at }: DatasetDraft, id: string, sections: Sections): string {
  const found = sections.sources.find(id);
  if (found !== undefined) return found.id;
  const hint = hintNearest(id, sections.sources.names()) ?? "Define it below `data_catalog: sources:`.";
  log.warning("TS-LINK-005", at("source"), `The source '${id.slice(0, 80)}' is not defined, so nothing can be read.`, hint);
  return id;
}

/** The source that is meant when none is named: the only one there is. */
function theOnly({ name, log, at }: DatasetDraft, sections: Sections): string | null {
  const [only, second] = sections.sources.names();
  if (only !== undefined && second === undefined) return only;
  const message =
    only === undefined
      ? `The catalog defines no source, so nothing of ${name} can be read.`
      : `The catalog has several sources and ${name} names none, so nothing can be read.`;
  const hint = only === undefined ? "Define one below `data_catalog: sources:`." : "Write `source: name.schema.table`.";
  log.note("TS-LINK-007", at("source"), message, hint);
  return null;
}
