import type { DatasetDraft } from "#lib/contract/dataset.ts";
import type { DocMention } from "#lib/contract/doc-report.ts";
import type { Linker } from "#lib/contract/linker.ts";

/** What a document names by a component has to exist. @param own the dataset that the document belongs to, if it is one */
export function linkMentions(mentions: readonly DocMention[], own: DatasetDraft | null, linker: Linker): void {
  for (const { kind, name, dataset, position } of mentions) {
    switch (kind) {
      case "dataset":
        linker.findDataset(name, "The document", position);
        break;
      case "term":
        linker.term(name, position);
        break;
      case "metric":
        linker.metric(name, position);
        break;
      case "column":
        linkColumn(name, dataset, own, linker, position);
    }
  }
}

function linkColumn(name: string, dataset: string | null, own: DatasetDraft | null, linker: Linker, at: DocMention["position"]): void {
  if (dataset === null && own === null) {
    linker.log.warning(
      "TS-LINK-006",
      at,
      `Nothing says which dataset the column '${name}' belongs to.`,
      'Write `<Column dataset="…" name="…" />`.',
    );
    return;
  }
  const found = dataset === null ? null : linker.findDataset(dataset, "The document", at);
  if (dataset !== null && found === null) return;
  const target = found === null || found === own?.name ? own : linker.draft(found);
  if (target !== null) linker.column(target, name, "The document", at);
}
