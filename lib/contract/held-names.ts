import type { Position } from "#lib/contract/contract.ts";
import { foldName } from "#lib/contract/name.ts";
import type { Sections } from "#lib/contract/sections.ts";

const KINDS = ["datasets", "terms", "owners", "domains", "sources"] as const;

interface HeldName {
  readonly id: string;
  readonly position: Position;
}

/** What is published, by the section that defines it. */
export type PublishedNames = Readonly<Record<(typeof KINDS)[number], readonly HeldName[]>>;

/**
 * Makes known what a file defined before it broke, because it stays published. Otherwise every file that names it would get a
 * warning that is not true, and what follows from a name, such as the only source of a catalog, would be lost.
 */
export function holdNames(sections: Sections, published: PublishedNames, isBroken: (file: string) => boolean): void {
  // A dataset that is renamed while something else in its file is wrong gives its old name away.
  const givenAway = new Set(sections.datasets.values().flatMap(({ aliases }) => aliases.map(foldName)));
  for (const kind of KINDS)
    for (const { id, position } of published[kind])
      if (isBroken(position.file) && !(kind === "datasets" && givenAway.has(foldName(id)))) sections[kind].hold(id, position);
}

/** @param unreadable files, and folders with a `/` at the end, whose text is not known */
export function brokenFiles(files: Iterable<string>, unreadable: readonly string[]): (file: string) => boolean {
  const broken = new Set([...files, ...unreadable]);
  const folders = unreadable.filter((path) => path.endsWith("/"));
  return (file) => broken.has(file) || folders.some((folder) => file.startsWith(folder));
}
