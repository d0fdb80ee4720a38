import type { Position } from "#lib/contract/contract.ts";
import type { DatasetDraft } from "#lib/contract/dataset.ts";
import { foldName } from "#lib/contract/name.ts";
import { NearestNames } from "#lib/contract/nearest.ts";
import type { ProblemCode } from "#lib/contract/problem.ts";
import type { ProblemLog } from "#lib/contract/problem-log.ts";
import type { Registry } from "#lib/contract/registry.ts";
import type { Sections } from "#lib/contract/sections.ts";

/** Finds what a name points at. A name that points at nothing is a warning with the nearest name; it is kept as written. */
export class Linker {
  readonly sections: Sections;
  readonly #aliases = new Map<string, string>();
  readonly #columns = new WeakMap<DatasetDraft, ReadonlyMap<string, string>>();
  readonly #nearest = new NearestNames();

  constructor(sections: Sections) {
    this.sections = sections;
    for (const { name, aliases } of sections.datasets.values())
      for (const alias of aliases) if (!this.#aliases.has(foldName(alias))) this.#aliases.set(foldName(alias), name);
  }

  owner = (id: string, at: Position, log: ProblemLog): string => this.#known(this.sections.owners, id, "TS-LINK-002", "owner", at, log);
  term = (slug: string, at: Position, log: ProblemLog): string => this.#known(this.sections.terms, slug, "TS-LINK-003", "term", at, log);
  domain = (id: string, at: Position, log: ProblemLog): string => this.#known(this.sections.domains, id, "TS-LINK-004", "domain", at, log);

  #known<T>(registry: Registry<T>, id: string, code: ProblemCode, what: string, at: Position, log: ProblemLog): string {
    const found = registry.find(id);
    if (found !== undefined) return found.id;
    log.warning(
      code,
      at,
      `The ${what} '${id}' is not defined in this catalog.`,
      this.#nearest.hint(id, registry.names()) ?? sectionHint(what),
    );
    return id;
  }

  /** The name of the dataset that `name` (or an alias) means; `null` when there is none. */
  findDataset(name: string): string | null {
    return this.sections.datasets.find(name)?.id ?? this.#aliases.get(foldName(name)) ?? null;
  }

  /** As `findDataset`; an unknown one is reported, and `what` says who names it. */
  dataset(name: string, what: string, at: Position, log: ProblemLog): string | null {
    const found = this.findDataset(name);
    if (found === null)
      log.warning(
        "TS-LINK-001",
        at,
        `${what} names the dataset '${name}', which is not in this catalog.`,
        this.#nearest.hint(name, this.sections.datasets.names()),
      );
    return found;
  }

  /** The dataset whose own alias this is; another dataset's name or alias cannot be taken. */
  ownsAlias(name: string, alias: string): boolean {
    return this.sections.datasets.find(alias) === undefined && this.#aliases.get(foldName(alias)) === name;
  }

  /** The column's name as defined; `null` when the dataset (known and readable) has no such column, which is reported. */
  column(
    dataset: DatasetDraft,
    name: string,
    what: string,
    at: Position,
    log: ProblemLog,
    level: "warning" | "error" = "warning",
  ): string | null {
    const names = this.#columnsOf(dataset);
    const found = names.get(name.toLowerCase());
    if (found !== undefined) return found;
    const hint = this.#nearest.hint(name, new Set(names.values()));
    log[level]("TS-LINK-006", at, `${what} names the column '${name}', which ${dataset.name} does not have.`, hint);
    return null;
  }

  #columnsOf(dataset: DatasetDraft): ReadonlyMap<string, string> {
    const known = this.#columns.get(dataset) ?? new Map(dataset.columns.map(({ name }) => [name.toLowerCase(), name]));
    this.#columns.set(dataset, known);
    return known;
  }

  /** `customers.customer_id` → the same with names as defined; just `customers` means its key. `null` when it leads nowhere. */
  reference(text: string, own: DatasetDraft, at: Position, log: ProblemLog): string | null {
    const dot = text.lastIndexOf(".");
    const whole = this.findDataset(text);
    if (whole !== null || dot < 0) return this.#keyOf(whole ?? this.dataset(text, "The reference", at, log), at, log);
    const name = this.dataset(text.slice(0, dot), "The reference", at, log);
    if (name === null) return text;
    const target = name === own.name ? own : (this.sections.datasets.find(name)?.value ?? null);
    const column = text.slice(dot + 1);
    if (target === null) return `${name}.${column}`;
    return `${name}.${this.column(target, column, "The reference", at, log) ?? column}`;
  }

  #keyOf(name: string | null, at: Position, log: ProblemLog): string | null {
    if (name === null) return null;
    const target = this.sections.datasets.find(name)?.value ?? null;
    const key = (target?.columns ?? []).filter(({ primaryKey }) => primaryKey);
    if (key.length === 1 && key[0] !== undefined) return `${name}.${key[0].name}`;
    if (target !== null)
      log.warning(
        "TS-LINK-006",
        at,
        `The reference names no column of ${name}, which has no single key column.`,
        `Write \`${name}.column\`.`,
      );
    return null;
  }
}

function sectionHint(what: string): string {
  const section = what === "term" ? "glossary" : `${what}s`;
  return `Define it below \`data_catalog: ${section}:\`.`;
}
