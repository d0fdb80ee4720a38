import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { LRUCache } from "lru-cache";
import { entityTag } from "#lib/server/etag.ts";

const compress = promisify(gzip);

/** One page for one audience. */
export interface PageRequest {
  /** `scope.key` of the reader. */
  readonly scopeKey: string;
  /** `html`, or `rsc`: the same page as React's own format, for navigation without a reload. */
  readonly form: "html" | "rsc";
  /** Where the reader reached us; pages carry it in snippets. */
  readonly origin: string;
  /** Path and canonical query. */
  readonly address: string;
  /** One of very many that are seldom asked for: kept in a small part of the cache, so that they push out only each other. */
  readonly seldom?: boolean;
}

export interface RenderedPage {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  /** The render went wrong after its status was sent. */
  readonly broken: boolean;
}

export interface KeptPage {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly gzipped: Buffer;
  /** Entity tag of the page as it is, not compressed. */
  readonly tag: string;
}

interface Entry {
  readonly page: KeptPage;
  readonly version: string;
  readonly validUntil: number;
}

export interface PageCacheOptions<R extends PageRequest> {
  readonly render: (request: R) => Promise<RenderedPage>;
  /** `undefined`: the cache must not be used now. */
  readonly version: () => string | undefined;
  /** Milliseconds. */
  readonly now: () => number;
  readonly maxBytes?: number;
  /** How long a page may stand whose times ("3 hours ago") grow old, and that shows data whose changes nobody announces. */
  readonly maxAgeMs?: number;
}

/** Bookkeeping of one entry besides its bytes, key and headers. */
const OVERHEAD = 1_000;
const MAX_BYTES = 64_000_000;
const MAX_AGE_MS = 60_000;
/** Part of `maxBytes` for what is seldom asked for. */
const SELDOM = 1 / 16;

/**
 * Whole pages in front of the framework. A page is served only while its version is the current one, so nothing is ever purged; it is
 * rendered once however many ask for it at the same time, and not kept when the catalog moved during the render.
 */
export class PageCache<R extends PageRequest = PageRequest> {
  readonly #options: PageCacheOptions<R>;
  readonly #pages: LRUCache<string, Entry>;
  readonly #seldom: LRUCache<string, Entry>;
  readonly #flying = new Map<string, Promise<KeptPage>>();
  readonly counts = { hit: 0, joined: 0, rendered: 0 };

  constructor(options: PageCacheOptions<R>) {
    this.#options = options;
    const maxBytes = options.maxBytes ?? MAX_BYTES;
    const ofSize = (maxSize: number) =>
      new LRUCache<string, Entry>({
        maxSize,
        sizeCalculation: ({ page }, key) => page.gzipped.length + key.length + JSON.stringify(page.headers).length + OVERHEAD,
      });
    this.#seldom = ofSize(Math.ceil(maxBytes * SELDOM));
    this.#pages = ofSize(maxBytes - this.#seldom.maxSize);
  }

  get bytes(): number {
    return this.#pages.calculatedSize + this.#seldom.calculatedSize;
  }

  /** `undefined`: no version is known; the caller lets the framework answer. */
  async find(request: R): Promise<KeptPage | undefined> {
    const version = this.#options.version();
    if (version === undefined) return undefined;
    const key = JSON.stringify([request.scopeKey, request.form, request.origin, request.address]);
    const entry = this.#partOf(request).get(key);
    if (entry !== undefined && entry.version === version && this.#options.now() < entry.validUntil) {
      this.counts.hit += 1;
      return entry.page;
    }
    // A request that comes after a change never joins a render that began before it.
    const flight = `${version} ${key}`;
    const flying = this.#flying.get(flight);
    if (flying !== undefined) {
      this.counts.joined += 1;
      return flying;
    }
    this.counts.rendered += 1;
    const rendering = this.#render(key, version, request).finally(() => this.#flying.delete(flight));
    this.#flying.set(flight, rendering);
    return rendering;
  }

  #partOf({ seldom }: R): LRUCache<string, Entry> {
    return seldom === true ? this.#seldom : this.#pages;
  }

  async #render(key: string, version: string, request: R): Promise<KeptPage> {
    const began = this.#options.now();
    const { status, headers, body, broken } = await this.#options.render(request);
    // A buffer of its own: zlib hands out a slice of a larger chunk, which would be kept whole.
    const gzipped = Buffer.concat([await compress(body)]);
    const page: KeptPage = { status, headers, gzipped, tag: entityTag(body) };
    if (status === 200 && !broken && this.#options.version() === version) {
      this.#partOf(request).set(key, { page, version, validUntil: began + (this.#options.maxAgeMs ?? MAX_AGE_MS) });
    }
    return page;
  }
}
