import type { Position } from "#lib/contract/contract.ts";
import type { DocElement } from "#lib/contract/doc-node.ts";
import type { Problem, ProblemCode, ProblemLevel } from "#lib/contract/problem.ts";

/** Counts from 1, as unist does. */
export interface Point {
  readonly line: number;
  readonly column: number;
}

/** At most this many problems of one document are listed. */
const MAX_PROBLEMS = 100;

/** Something that a document names and a catalog may not have. */
export interface DocMention {
  readonly kind: "column" | "dataset" | "metric" | "term";
  readonly name: string;
  /** Of a column; `null`: the dataset that the document belongs to. */
  readonly dataset: string | null;
  readonly position: Position;
}

const KINDS: Readonly<Record<string, DocMention["kind"]>> = { Column: "column", Dataset: "dataset", Metric: "metric", Term: "term" };

/** Collects what is wrong with one document, and what it names. */
export class DocReport {
  readonly #file: string;
  readonly #problems: Problem[] = [];
  readonly mentions: DocMention[] = [];
  #unlisted = 0;

  constructor(file: string) {
    this.#file = file;
  }

  /** Further problems are only counted. */
  get full(): boolean {
    return this.#problems.length >= MAX_PROBLEMS;
  }

  add(level: ProblemLevel, code: ProblemCode, at: Point | undefined, message: string, hint: string | null): void {
    if (this.full) {
      this.#unlisted += 1;
      return;
    }
    const position = { file: this.#file, line: at?.line ?? 1, column: at?.column ?? 1 };
    this.#problems.push({ code, level, position, message, hint, dataset: null });
  }

  mention(component: string, properties: DocElement["properties"], at: Point | undefined): void {
    const kind = KINDS[component];
    const name = properties["name"] ?? properties["slug"];
    const dataset = properties["dataset"];
    if (kind === undefined || typeof name !== "string") return;
    const position = { file: this.#file, line: at?.line ?? 1, column: at?.column ?? 1 };
    this.mentions.push({ kind, name, dataset: typeof dataset === "string" ? dataset : null, position });
  }

  /** In the order of the text. */
  list(): readonly Problem[] {
    const sorted = this.#problems.toSorted((a, b) => a.position.line - b.position.line || a.position.column - b.position.column);
    const last = sorted.at(-1);
    if (last === undefined || this.#unlisted === 0) return sorted;
    return [...sorted.slice(0, -1), { ...last, message: `${last.message} ${this.#unlisted} more problems are not listed.` }];
  }
}

/** Where an offset lies; lines end as in Markdown. */
export function pointAt(text: string, offset: number): Point {
  const lines = text.slice(0, offset).split(/\r\n|\r|\n/);
  return { line: lines.length, column: (lines.at(-1)?.length ?? 0) + 1 };
}
