import { posix } from "node:path";
import type { Doc, Position } from "#lib/contract/contract.ts";
import type { Problem } from "#lib/contract/problem.ts";
import type { ProblemLog } from "#lib/contract/problem-log.ts";

export interface DocOptions {
  /** Text of the document that `path` (as written) names, seen from `fromFile`; `null` when there is none. */
  readonly docs: (path: string, fromFile: string) => string | null;
  readonly parseDoc: (file: string, text: string) => { readonly doc: Doc | null; readonly problems: readonly Problem[] };
}

/** Reads each document once, however many things name it. A broken one is left out; what it belongs to is not. */
export class DocReader {
  readonly #options: DocOptions;
  readonly #sink: Problem[];
  readonly #read = new Map<string, Doc | null>();

  constructor(options: DocOptions, sink: Problem[]) {
    this.#options = options;
    this.#sink = sink;
  }

  read(path: string | null, at: Position, dataset: string | null, log: ProblemLog): Doc | null {
    if (path === null) return null;
    const file = posix.normalize(posix.join(posix.dirname(at.file), path));
    if (path.startsWith("/") || path.includes("\\") || file.startsWith("../") || !/\.mdx?$/i.test(file)) {
      log.error("TS-DOC-001", at, "`docs` names an .mdx file inside the catalog folder.", "Write a relative path such as `orders.mdx`.");
      return null;
    }
    const known = this.#read.get(file);
    if (known !== undefined) return known;
    const text = this.#options.docs(path, at.file);
    if (text === null) {
      log.error("TS-DOC-001", at, `The document ${file.slice(0, 200)} does not exist.`, "Paths are relative to the file that names them.");
      return null;
    }
    const { doc, problems } = this.#options.parseDoc(file, text);
    for (const problem of problems) this.#sink.push(problem.dataset === null ? { ...problem, dataset } : problem);
    this.#read.set(file, doc);
    return doc;
  }
}
