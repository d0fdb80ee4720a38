import type { IndexChange, SearchAudience, SearchDoc, SearchPage, SearchRequest, Suggestion, Thesaurus } from "#lib/search/search.ts";
import type { Checkpoint } from "#lib/store/store.ts";

/** What the host asks of the worker, and what the worker answers with. */
export interface Calls {
  search: { ask: { readonly request: Omit<SearchRequest, "signal"> }; answer: SearchPage };
  suggest: { ask: { readonly q: string; readonly audience: SearchAudience; readonly limit: number }; answer: readonly Suggestion[] };
  apply: { ask: { readonly changes: readonly IndexChange[]; readonly upTo: Checkpoint }; answer: Status };
  /** A rebuild: begin, any number of adds, then finish or abandon. */
  begin: { ask: { readonly thesaurus: Thesaurus }; answer: Status };
  add: { ask: { readonly docs: readonly SearchDoc[] }; answer: Status };
  finish: { ask: { readonly asOf: Checkpoint }; answer: Status };
  abandon: { ask: Readonly<Record<never, never>>; answer: Status };
}

export type Kind = keyof Calls;
export type Ask<K extends Kind> = Calls[K]["ask"] & { readonly kind: K };
export type AnyAsk = { [K in Kind]: Ask<K> }[Kind];

export interface Status {
  readonly documents: number;
  readonly checkpoint: Checkpoint | null;
}

export interface Envelope {
  readonly id: number;
  readonly ask: AnyAsk;
}

export type Reply =
  | { readonly id: number; readonly ok: true; readonly answer: Calls[Kind]["answer"] }
  | { readonly id: number; readonly ok: false; readonly reason: "building" | "failed"; readonly message: string };

/** Shared memory of one cell: the id of the request that nobody waits for any more. */
export interface WorkerData {
  readonly cancelled: Int32Array;
}
