import type { CatalogNames } from "#lib/contract/catalog-names.ts";
import type { DatasetContract } from "#lib/contract/contract.ts";
import type { DatasetDraft } from "#lib/contract/dataset.ts";
import { type LinkContext, linkDataset } from "#lib/contract/link-dataset.ts";
import { Linker, type LinkTrace } from "#lib/contract/linker.ts";

interface LinkedDataset {
  /** `null` after an error. */
  readonly contract: DatasetContract | null;
  readonly trace: LinkTrace;
}

/**
 * Links datasets, each again only when that could give something else: its own text or what is said about it elsewhere is different,
 * or a question that it asked has another answer.
 */
export class LinkedDatasets {
  readonly #known = new WeakMap<DatasetDraft, LinkedDataset & { readonly context: LinkContext }>();

  link(draft: DatasetDraft, context: LinkContext, names: CatalogNames): LinkedDataset {
    const before = this.#known.get(draft);
    if (before !== undefined && isSameContext(before.context, context) && holds(before.trace, names)) return before;
    const linker = new Linker(names, draft.name);
    const contract = linkDataset(draft, context, linker);
    const { problems, openHints, asked, documents, dataset } = linker;
    const linked = { contract, trace: { problems, openHints, asked, documents, dataset }, context };
    this.#known.set(draft, linked);
    return linked;
  }
}

function holds({ asked }: LinkTrace, names: CatalogNames): boolean {
  return asked.every(({ question, answer }) => names.answer(question) === answer);
}

function isSameContext(before: LinkContext, now: LinkContext): boolean {
  return (
    before.classifications === now.classifications &&
    before.defaultVisibility === now.defaultVisibility &&
    before.attributes === now.attributes &&
    before.monitors.length === now.monitors.length &&
    before.monitors.every((monitor, index) => monitor === now.monitors[index])
  );
}
