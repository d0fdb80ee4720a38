import type { Problem } from "#lib/contract/problem.ts";
import { compareText } from "#lib/contract/problem-log.ts";
import type { Vocabulary } from "#lib/store/store.ts";

type Words = Omit<Vocabulary, "revision">;

/** Terms, owners and the like of a file that is broken now stay as they were, as datasets do. */
export function keepBroken(next: Words, previous: Vocabulary, problems: readonly Problem[], unreadable: readonly string[]): Words {
  const broken = new Set([...problems.filter(({ level }) => level === "error").map(({ position }) => position.file), ...unreadable]);
  if (broken.size === 0) return next;
  const folders = unreadable.filter((path) => path.endsWith("/"));
  const isBroken = (file: string) => broken.has(file) || folders.some((folder) => file.startsWith(folder));
  const merge = <T extends { readonly position: { readonly file: string } }>(
    now: readonly T[],
    before: readonly T[],
    idOf: (item: T) => string,
  ): T[] => {
    const ids = new Set(now.map(idOf));
    const kept = before.filter((item) => isBroken(item.position.file) && !ids.has(idOf(item)));
    return [...now, ...kept].sort((a, b) => compareText(idOf(a), idOf(b)));
  };
  return {
    title: next.title ?? previous.title,
    terms: merge(next.terms, previous.terms, ({ slug }) => slug),
    owners: merge(next.owners, previous.owners, ({ id }) => id),
    domains: merge(next.domains, previous.domains, ({ id }) => id),
    sources: merge(next.sources, previous.sources, ({ id }) => id),
    metrics: merge(next.metrics, previous.metrics, ({ name }) => name),
    policy: next.policy,
  };
}
