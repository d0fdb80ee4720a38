import { createHash } from "node:crypto";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { LRUCache } from "lru-cache";

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
  readonly path: string;
}

export interface RenderedPage {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

export interface KeptPage {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly gzipped: Buffer;
  /** Strong validator of the identity form, without quotes. */
  readonly tag: string;
}

interface Entry {
  readonly page: KeptPage;
  readonly version: string;
  readonly validUntil: number;
}

export interface PageCacheOptions {
  readonly render: (request: PageRequest) => Promise<RenderedPage>;
  /** `undefined`: the cache must not be used now. */
  readonly version: () => string | undefined;
  readonly now: () => number;
  readonly maxBytes?: number;
  /** How long a page's relative times ("3 hours ago") may stand. */
  readonly maxAgeMs?: number;
}

/** Besides the bytes: key, headers and bookkeeping of one entry. */
const OVERHEAD = 2_000;

/**
 * Whole pages in front of Next. A page is served only while its version is the current one, so nothing is ever purged; it is
 * rendered once however many ask for it at the same time, and not kept when the catalog moved during the render.
 */
export class PageCache {
  readonly #options: PageCacheOptions;
  readonly #pages: LRUCache<string, Entry>;
  readonly #flying = new Map<string, Promise<KeptPage>>();
  readonly counts = { hit: 0, joined: 0, rendered: 0 };

  constructor(options: PageCacheOptions) {
    this.#options = options;
    this.#pages = new LRUCache<string, Entry>({
      maxSize: options.maxBytes ?? 64_000_000,
      sizeCalculation: ({ page }) => page.gzipped.length + OVERHEAD,
    });
  }

  get bytes(): number {
    return this.#pages.calculatedSize;
  }

  /** `undefined`: no version is known; the caller lets Next answer. */
  async find(request: PageRequest): Promise<KeptPage | undefined> {
    const version = this.#options.version();
    if (version === undefined) return undefined;
    const key = JSON.stringify([request.scopeKey, request.form, request.origin, request.path]);
    const entry = this.#pages.get(key);
    if (entry !== undefined && entry.version === version && this.#options.now() < entry.validUntil) {
      this.counts.hit += 1;
      return entry.page;
    }
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

  async #render(key: string, version: string, request: PageRequest): Promise<KeptPage> {
    const began = this.#options.now();
    const { status, headers, body } = await this.#options.render(request);
    const zipped = await compress(body);
    // zlib hands out a slice of a larger chunk; only what is needed is kept.
    const gzipped = Buffer.from(zipped);
    const tag = createHash("sha256").update(body).digest("base64url").slice(0, 27);
    const page: KeptPage = { status, headers, gzipped, tag };
    if (status === 200 && this.#options.version() === version) {
      this.#pages.set(key, { page, version, validUntil: began + (this.#options.maxAgeMs ?? 30_000) });
    }
    return page;
  }
}
