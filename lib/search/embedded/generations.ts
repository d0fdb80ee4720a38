import { CatalogIndex, type Pause } from "#lib/search/embedded/catalog-index.ts";
import type { AnyAsk, Calls, Kind, Status } from "#lib/search/embedded/protocol.ts";
import type { IndexChange, SearchDoc, Thesaurus } from "#lib/search/search.ts";
import type { Checkpoint } from "#lib/store/store.ts";

/** Nothing can be answered yet. */
export class Building extends Error {
  override readonly name = "Building";
}

/** The generation that answers and, during a rebuild, the one that will. */
export class Generations {
  #current: CatalogIndex | null = null;
  #next: CatalogIndex | null = null;
  #checkpoint: Checkpoint | null = null;

  handle(ask: AnyAsk, pause: Pause): Calls[Kind]["answer"] {
    switch (ask.kind) {
      case "search":
        return this.#get().search(ask.request, pause);
      case "suggest":
        return this.#get().suggest(ask, pause);
      case "apply":
        return this.#apply(ask.changes, ask.upTo);
      case "begin":
        return this.#begin(ask.thesaurus);
      case "add":
        return this.#add(ask.docs);
      case "finish":
        return this.#finish(ask.asOf);
      case "abandon":
        this.#next = null;
        return this.#status();
    }
  }

  /** Changes reach the coming generation too: its source may have been read before them. */
  #apply(changes: readonly IndexChange[], upTo: Checkpoint): Status {
    this.#get().apply(changes);
    this.#next?.apply(changes);
    if (this.#checkpoint === null || isAfter(upTo, this.#checkpoint)) this.#checkpoint = upTo;
    return this.#status();
  }

  #begin(thesaurus: Thesaurus): Status {
    this.#next = new CatalogIndex(thesaurus);
    return this.#status();
  }

  #add(docs: readonly SearchDoc[]): Status {
    this.#coming().apply(docs.map((doc) => ({ op: "upsert", doc })));
    return this.#status();
  }

  #finish(asOf: Checkpoint): Status {
    this.#current = this.#coming();
    this.#next = null;
    this.#checkpoint = asOf;
    return this.#status();
  }

  #status(): Status {
    return { documents: this.#current?.documents ?? 0, checkpoint: this.#checkpoint };
  }

  #get(): CatalogIndex {
    if (this.#current === null) throw new Building("The search index is being built");
    return this.#current;
  }

  #coming(): CatalogIndex {
    if (this.#next === null) throw new Building("No rebuild is under way");
    return this.#next;
  }
}

/** Positions in the outbox are ordered by transaction, then by number. */
function isAfter(a: Checkpoint, b: Checkpoint): boolean {
  const byTransaction = BigInt(a.xid) - BigInt(b.xid);
  return byTransaction === 0n ? BigInt(a.seq) > BigInt(b.seq) : byTransaction > 0n;
}
