import type { HistoryAnswer, VersionMarkAnswer } from "#lib/api/schemas/history.ts";
import type { HistoryView, VersionView } from "#lib/catalog/history.ts";
import type { VersionMark } from "#lib/catalog/version-at.ts";
import { href } from "#lib/href.ts";

/** @param next cursor of the next page */
export function historyAnswer({ dataset, versions, total }: HistoryView, origin: string, next: string | null): HistoryAnswer {
  return { data: versions.map((version) => versionAnswer(version, dataset.name, origin)), page: { next, total } };
}

function versionAnswer(version: VersionView, name: string, origin: string): HistoryAnswer["data"][number] {
  const { kind, renamedFrom, level, changes } = version;
  return {
    ...versionMarkAnswer(version),
    kind,
    renamedFrom,
    level,
    breaking: level === "breaking",
    changes: [...changes],
    // By id: a word or a commit may mean a newer version tomorrow.
    links: {
      html: origin + href.datasetAt(name, version.id),
      self: origin + href.api.datasetAt(name, version.id),
      contract: origin + href.api.contractAt(name, version.id),
    },
  };
}

export function versionMarkAnswer({ id, version, hash, commit, author, publishedAt, current }: VersionMark): VersionMarkAnswer {
  return { id, version, hash, commit, author, publishedAt, current };
}
