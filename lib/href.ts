/** Every internal URL, in one place. Names are encoded; nothing else builds a path by hand. */
const part = encodeURIComponent;

export interface SearchQuery {
  readonly q?: string;
  readonly page?: number;
  readonly sort?: string;
  readonly filters?: Readonly<Record<string, readonly string[]>>;
}

function query(pairs: readonly (readonly [string, string])[]): string {
  const text = new URLSearchParams(pairs.map(([key, value]) => [key, value])).toString();
  return text === "" ? "" : `?${text}`;
}

export const href = {
  home: () => "/",
  search: ({ q, page, sort, filters = {} }: SearchQuery = {}) =>
    `/search${query([
      ...(q === undefined || q === "" ? [] : [["q", q] as const]),
      ...Object.entries(filters).flatMap(([facet, values]) => values.map((value) => [facet, value] as const)),
      ...(sort === undefined || sort === "relevance" ? [] : [["sort", sort] as const]),
      ...(page === undefined || page <= 1 ? [] : [["page", String(page)] as const]),
    ])}`,
  dataset: (name: string, section?: string) => `/datasets/${part(name)}${section === undefined ? "" : `#${section}`}`,
  /** As of a version or commit. */
  datasetAt: (name: string, ref: string) => `/datasets/${part(name)}${query([["at", ref]])}`,
  /** `before`: id of the version after which the page begins. */
  history: (name: string, before?: string) => `/datasets/${part(name)}/history${query(before === undefined ? [] : [["before", before]])}`,
  datasetFeed: (name: string) => `/datasets/${part(name)}/feed.atom`,
  feed: () => "/feed.atom",
  column: (dataset: string, column: string) => `/datasets/${part(dataset)}#${part(column)}`,
  terms: () => "/terms",
  term: (slug: string) => `/terms/${part(slug)}`,
  owners: () => "/owners",
  owner: (id: string) => `/owners/${part(id)}`,
  domains: () => "/domains",
  domain: (id: string) => `/domains/${part(id)}`,
  /** `after`: id of the incident after which the page begins. */
  incidents: ({ state = "all", after }: { readonly state?: "open" | "resolved" | "all"; readonly after?: string } = {}) =>
    `/incidents${query([...(state === "all" ? [] : [["state", state] as const]), ...(after === undefined ? [] : [["after", after] as const])])}`,
  incident: (id: string) => `/incidents/${part(id)}`,
  ingestion: () => "/admin/ingestion",
  /** `after`: id of the artifact after which the page begins. */
  intake: (after?: string) => `/admin/intake${query(after === undefined ? [] : [["after", after]])}`,
  apiReference: () => "/docs/api",
  errors: () => "/docs/errors",
  error: (code: string) => `/docs/errors/${part(code)}`,
  limits: () => "/limits",
  /** `sql` goes behind the `#`, which a browser sends to no server. The console shows it and never runs it by itself. */
  console: (sql?: string) => `/console${sql === undefined ? "" : `#sql=${part(sql.toWellFormed())}`}`,
  openApi: () => "/openapi.json",
  api: {
    datasets: () => "/api/v1/datasets",
    dataset: (name: string) => `/api/v1/datasets/${part(name)}`,
    datasetAt: (name: string, ref: string) => `/api/v1/datasets/${part(name)}${query([["at", ref]])}`,
    contract: (name: string) => `/api/v1/datasets/${part(name)}/contract`,
    contractAt: (name: string, ref: string) => `/api/v1/datasets/${part(name)}/contract${query([["at", ref]])}`,
    history: (name: string) => `/api/v1/datasets/${part(name)}/history`,
    rows: (name: string) => `/api/v1/datasets/${part(name)}/rows`,
    export: (name: string, format: "csv" | "json" | "ndjson" | "parquet" | "arrow" | "xlsx", safe = false) =>
      `/api/v1/datasets/${part(name)}/export.${format}${safe ? "?safe=true" : ""}`,
    search: () => "/api/v1/search",
    suggest: () => "/api/v1/suggest",
    term: (slug: string) => `/api/v1/terms/${part(slug)}`,
    query: () => "/api/v1/query",
    replayArtifact: (id: string) => `/api/v1/intake/${part(id)}/replay`,
    incident: (id: string) => `/api/v1/incidents/${part(id)}`,
    exportManifest: (id: string) => `/api/v1/exports/${part(id)}`,
  },
  shortExport: (name: string) => `/export/${part(name)}`,
  shortRows: (name: string) => `/v1/${part(name.replaceAll("_", "-"))}`,
} as const;
