import { stat } from "node:fs/promises";
import { parseFolder } from "#lib/catalog/parse-folder.ts";
import { readCatalog } from "#lib/catalog/read-catalog.ts";
import type { ImportTarget } from "#lib/cli/import-target.ts";
import type { Catalog, Source } from "#lib/contract/contract.ts";
import { foldName } from "#lib/contract/name.ts";

type Section = "datasets" | "owners" | "domains" | "sources" | "metrics";

/** What the catalog around the target defines already: an import adds to it, and never defines a thing twice. */
export class KnownCatalog {
  readonly #files: Readonly<Record<Section, ReadonlyMap<string, string>>>;
  readonly #aliases: ReadonlyMap<string, string>;
  readonly #sources: readonly Source[];
  /** Ids of the owners, for hints. */
  readonly owners: readonly string[];

  constructor(catalog: Pick<Catalog, Section>) {
    const filesOf = (items: readonly { readonly key: string; readonly position: { readonly file: string } }[]) =>
      new Map(items.map(({ key, position }) => [foldName(key), position.file]));
    this.#files = {
      datasets: filesOf(catalog.datasets.map(({ name, position }) => ({ key: name, position }))),
      owners: filesOf(catalog.owners.map(({ id, position }) => ({ key: id, position }))),
      domains: filesOf(catalog.domains.map(({ id, position }) => ({ key: id, position }))),
      sources: filesOf(catalog.sources.map(({ id, position }) => ({ key: id, position }))),
      metrics: filesOf(catalog.metrics.map(({ name, position }) => ({ key: name, position }))),
    };
    this.#aliases = new Map(catalog.datasets.flatMap(({ name, aliases }) => aliases.map((alias) => [foldName(alias), name] as const)));
    this.#sources = catalog.sources;
    this.owners = catalog.owners.map(({ id }) => id);
  }

  /** The file that defines it; `null` when none does. */
  fileOf(section: Section, name: string): string | null {
    return this.#files[section].get(foldName(name)) ?? null;
  }

  /** An id for this source: of the one in the catalog that is the same, else the wanted one, with a number where it is taken. */
  sourceId(wanted: string, same: Pick<Source, "engine" | "files" | "urlEnv">): string {
    const { engine, files, urlEnv } = same;
    const found = this.#sources.find((source) => source.engine === engine && source.files === files && source.urlEnv === urlEnv);
    if (found !== undefined) return found.id;
    let id = wanted;
    for (let number = 2; this.fileOf("sources", id) !== null; number += 1) id = `${wanted}_${number}`;
    return id;
  }

  /** The name that the dataset with this alias has here: somebody may have renamed it. */
  nameOf(alias: string): string | null {
    return this.#aliases.get(foldName(alias)) ?? null;
  }
}

const EMPTY = { datasets: [], owners: [], domains: [], sources: [], metrics: [] };

/** Reads the catalog folder around the target; nothing is known for standard output or a folder that does not exist yet. */
export async function readKnownCatalog(target: ImportTarget): Promise<KnownCatalog> {
  if (target.kind === "stdout") return new KnownCatalog(EMPTY);
  const info = await stat(target.catalog).catch(() => null);
  if (info?.isDirectory() !== true) return new KnownCatalog(EMPTY);
  const folder = await readCatalog(target.catalog);
  return new KnownCatalog(parseFolder(folder, { defaultVisibility: "everyone", lastPolicy: null }).catalog);
}
