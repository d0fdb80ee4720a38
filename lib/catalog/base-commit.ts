import type { CatalogState } from "#lib/store/store.ts";

/** Added to the commit of a folder with changes that were not committed. */
export const DIRTY = "-dirty";

type Published = Pick<CatalogState, "revision" | "commit">;

/**
 * What a push sends back as `base`: the published commit, or where a commit does not say exactly what is published (none, or with
 * changes that were never committed) the revision.
 */
export function baseOf({ revision, commit }: Published): string {
  return commit === null || commit.endsWith(DIRTY) ? revisionTag(revision) : commit;
}

/** Whether what a push believes is published is published. @param base a commit, `revision-7`, or `null`: no commit is known */
export function isBase(base: string | null, { revision, commit }: Published): boolean {
  return base === commit || base === revisionTag(revision);
}

const revisionTag = (revision: number) => `revision-${revision}`;
