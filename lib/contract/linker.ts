import type { CatalogNames, NameKind, Question } from "#lib/contract/catalog-names.ts";
import { columnNamesOf } from "#lib/contract/column-names.ts";
import type { Position } from "#lib/contract/contract.ts";
import type { DatasetDraft } from "#lib/contract/dataset.ts";
import type { ReadDocument } from "#lib/contract/documents.ts";
import type { NameSet } from "#lib/contract/name-set.ts";
import type { Problem, ProblemCode } from "#lib/contract/problem.ts";
import { ProblemLog } from "#lib/contract/problem-log.ts";

/** A problem whose hint is the nearest of some names. It is looked for last, because all problems together have one budget for it. */
export interface OpenHint {
  /** Index of the problem. */
  readonly problem: number;
  readonly name: string;
  readonly among: NameKind | NameSet;
}

/** Everything that came of linking one thing, and what it depends on besides the thing itself. */
export interface LinkTrace {
  readonly problems: readonly Problem[];
  readonly openHints: readonly OpenHint[];
  readonly asked: readonly { readonly question: Question; readonly answer: unknown }[];
  /** The documents among the answers. */
  readonly documents: readonly { readonly file: string; readonly document: ReadDocument }[];
  /** The dataset that all problems concern, if it is one. */
  readonly dataset: string | null;
}

/** What a dataset can name, with the code of the problem when that does not exist. */
const UNKNOWN = {
  owners: { code: "TS-LINK-002", what: "owner" },
  terms: { code: "TS-LINK-003", what: "term" },
  domains: { code: "TS-LINK-004", what: "domain" },
  metrics: { code: "TS-LINK-008", what: "metric" },
} as const satisfies Partial<Record<NameKind, { code: ProblemCode; what: string }>>;

/**
 * Finds what the names of one thing point at. A name that points at nothing is a warning with the nearest name; it is kept as written.
 * Whatever is asked of the rest of the catalog is written down, so that the same need not be done again while the answers are the same.
 */
export class Linker implements LinkTrace {
  readonly problems: Problem[] = [];
  readonly openHints: OpenHint[] = [];
  readonly asked: { readonly question: Question; readonly answer: unknown }[] = [];
  readonly documents: { readonly file: string; readonly document: ReadDocument }[] = [];
  readonly dataset: string | null;
  readonly log: ProblemLog;
  readonly #names: CatalogNames;

  constructor(names: CatalogNames, dataset: string | null = null) {
    this.#names = names;
    this.dataset = dataset;
    this.log = new ProblemLog(this.problems, dataset);
  }

  #ask<T>(kind: Question["kind"], name: string, answer: T): T {
    this.asked.push({ question: { kind, name }, answer });
    return answer;
  }

  find(kind: NameKind, name: string): string | null {
    return this.#ask(kind, name, this.#names.find(kind, name));
  }

  draft(name: string): DatasetDraft | null {
    return this.#ask("draft", name, this.#names.draft(name));
  }

  document(file: string): ReadDocument | null {
    const document = this.#ask("document", file, this.#names.document(file));
    if (document !== null) this.documents.push({ file, document });
    return document;
  }

  onlySource(): string | null | undefined {
    return this.#ask("only source", "", this.#names.onlySource());
  }

  ownerOfAlias(alias: string): string | null {
    return this.#ask("alias", alias, this.#names.ownerOfAlias(alias));
  }

  /** The problem that was reported last gets the nearest of these names as its hint, if one is near. */
  hintNearest(name: string, among: NameKind | NameSet): void {
    this.openHints.push({ problem: this.problems.length - 1, name, among });
  }

  owner = (id: string, at: Position): string => this.#known("owners", id, at);
  term = (slug: string, at: Position): string => this.#known("terms", slug, at);
  domain = (id: string, at: Position): string => this.#known("domains", id, at);
  metric = (name: string, at: Position): string => this.#known("metrics", name, at);

  #known(kind: keyof typeof UNKNOWN, id: string, at: Position): string {
    const found = this.find(kind, id);
    if (found !== null) return found;
    const { code, what } = UNKNOWN[kind];
    const section = kind === "terms" ? "glossary" : kind;
    this.log.warning(code, at, `The ${what} '${id}' is not defined in this catalog.`, `Define it below \`data_catalog: ${section}:\`.`);
    this.hintNearest(id, kind);
    return id;
  }

  /** The dataset that `name` or an alias means; an unknown one is reported, and `what` says who names it. */
  findDataset(name: string, what: string, at: Position): string | null {
    const found = this.find("datasets", name);
    if (found !== null) return found;
    this.log.warning("TS-LINK-001", at, `${what} names the dataset '${name}', which is not in this catalog.`);
    this.hintNearest(name, "datasets");
    return null;
  }

  /** The column's name as defined; `null` when the dataset (known and readable) has no such column, which is reported. */
  column(dataset: DatasetDraft, name: string, what: string, at: Position, level: "warning" | "error" = "warning"): string | null {
    const { byName, all } = columnNamesOf(dataset);
    const found = byName.get(name.toLowerCase());
    if (found !== undefined) return found;
    this.log[level]("TS-LINK-006", at, `${what} names the column '${name}', which ${dataset.name} does not have.`);
    this.hintNearest(name, all);
    return null;
  }

  /** `customers.customer_id` → the same with names as defined; just `customers` means its key. `null` when it leads nowhere. */
  reference(text: string, own: DatasetDraft, at: Position): string | null {
    const dot = text.lastIndexOf(".");
    const whole = this.find("datasets", text);
    if (whole !== null || dot < 0) return this.#keyOf(whole ?? this.findDataset(text, "The reference", at), own, at);
    const name = this.findDataset(text.slice(0, dot), "The reference", at);
    if (name === null) return text;
    const target = name === own.name ? own : this.draft(name);
    const column = text.slice(dot + 1);
    if (target === null) return `${name}.${column}`;
    return `${name}.${this.column(target, column, "The reference", at) ?? column}`;
  }

  #keyOf(name: string | null, own: DatasetDraft, at: Position): string | null {
    if (name === null) return null;
    const target = name === own.name ? own : this.draft(name);
    const key = (target?.columns ?? []).filter(({ primaryKey }) => primaryKey);
    if (key.length === 1 && key[0] !== undefined) return `${name}.${key[0].name}`;
    if (target !== null)
      this.log.warning(
        "TS-LINK-006",
        at,
        `The reference names no column of ${name}, which has no single key column.`,
        `Write \`${name}.column\`.`,
      );
    return null;
  }
}
