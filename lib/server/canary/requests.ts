/** For the canary test: what is asked of each route. A route of the interface that is not here fails the test. */
import { EXPORT_FORMATS } from "#lib/api/routes/exports.ts";
import { INTAKE_ROUTES } from "#lib/api/routes/intake.ts";
import { QUERY_FORMATS } from "#lib/api/schemas/query.ts";
import type { Asked } from "#lib/server/canary/server.ts";

/** The hidden dataset by an alias that is no canary: what asks for a canary hears it again. */
const DATASETS = ["orders", "sales", "ledger", "wages-of-all"];

const get = (...paths: readonly string[]): readonly Asked[] => paths.map((path) => ({ path }));
const each = (template: string, ...tails: readonly string[]): readonly Asked[] =>
  DATASETS.flatMap((name) => (tails.length === 0 ? [""] : tails).map((tail) => ({ path: template.replace("{name}", name) + tail })));

const ROW_QUERIES = [
  "",
  "?limit=2",
  "?order=id.desc",
  "?order=note,email&limit=1",
  "?select=id&order=what",
  "?select=zqcol_margin",
  "?zqcol_margin=eq.1",
  "?order=zqcol_margin",
  "?email=like.a*",
  "?email=gt.zqmail",
  "?note=neq.x",
  "?born=gt.1985-01-02",
  "?country=neq.DE",
  "?or=(country.eq.FR,country.eq.CN,amount.gt.5)",
  "?amount=eq.many",
  "?updated_at=gt.2026-11-10",
  "?require=ready",
];

const STATEMENTS = [
  "SELECT * FROM orders",
  "SELECT * FROM sales ORDER BY id",
  "SELECT * FROM ledger",
  'SELECT * FROM "wages-of-all"',
  "SELECT * FROM wages_of_all",
  "SELECT * FROM orders JOIN wages_of_all w ON true",
  "SELECT * FROM nothing_of_this_name",
  "SELECT zqcol_margin FROM orders",
  "SELECT * EXCLUDE (zqcol) FROM orders",
  "SELECT COLUMNS('zq.*') FROM orders",
  "SELECT orders FROM orders",
  "SELECT min(email), max(note), max(born), string_agg(phone, ','), max(number) FROM orders",
  "SELECT email FROM orders WHERE email LIKE 'zqmail%' OR note LIKE 'zqnot%' ORDER BY phone",
  "SELECT CAST(email AS INTEGER) FROM orders",
  "SELECT CAST(number AS DATE) FROM orders",
  "SELECT CAST(what AS INTEGER) FROM sales",
  "SELECT count(*), max(what), max(updated_at), sum(amount) FROM sales",
  "SELECT country, count(*) FROM sales GROUP BY 1",
  "SELECT what FROM sales WHERE country <> 'DE'",
  "SELECT 1 / (amount - 40000) FROM sales",
  "SUMMARIZE sales",
  "DESCRIBE orders",
  "SHOW TABLES",
  "SELECT * FROM information_schema.columns",
  "SELECT * FROM duckdb_columns()",
  "SELECT sql FROM duckdb_views()",
  "SELECT * FROM read_csv('data/*.csv')",
  "SELECT filename FROM orders",
  "SELEC 1",
];

const EXPLAINED = [
  "SELECT * FROM orders WHERE email LIKE 'z%' ORDER BY note",
  "SELECT country, max(what) FROM sales WHERE amount > 3 GROUP BY 1",
  "SELECT * FROM ledger",
  "SELECT * FROM wages_of_all",
  "SELECT zqcol_margin FROM orders",
];

export const REQUESTS: Readonly<Record<string, readonly Asked[]>> = {
  listDatasets: get(
    "/api/v1/datasets",
    "/api/v1/datasets?limit=1",
    "/api/v1/datasets?domain=trade&sort=-updated",
    "/api/v1/datasets?classification=pii",
  ),
  getDataset: [...each("/api/v1/datasets/{name}", "", "?at=1", "?at=1.0.0")],
  getContract: [
    ...each("/api/v1/datasets/{name}/contract", "", "?format=odcs", "?format=frictionless", "?format=json-schema", "?at=1"),
    ...DATASETS.map((name) => ({ path: `/api/v1/datasets/${name}/contract`, headers: { accept: "application/yaml" } })),
  ],
  getHistory: each("/api/v1/datasets/{name}/history", "", "?limit=1"),
  getFeed: get("/feed.atom"),
  getDatasetFeed: each("/datasets/{name}/feed.atom"),
  search: get(
    "/api/v1/search?q=pay",
    "/api/v1/search?q=zq",
    "/api/v1/search?q=margin",
    "/api/v1/search?q=order&owner=shop",
    "/api/v1/search?q=",
    "/api/v1/search?q=row+example",
  ),
  suggest: get("/api/v1/suggest?q=z", "/api/v1/suggest?q=zq", "/api/v1/suggest?q=pay", "/api/v1/suggest?q=o", "/api/v1/suggest?q=wages"),
  getRows: [
    ...each("/api/v1/datasets/{name}/rows", ...ROW_QUERIES),
    ...["text/csv", "application/x-ndjson"].flatMap((accept) =>
      each("/api/v1/datasets/{name}/rows").map((asked) => ({ ...asked, headers: { accept } })),
    ),
    ...["exact", "planned", "estimated"].flatMap((count) =>
      each("/api/v1/datasets/{name}/rows", "?limit=1").map((asked) => ({ ...asked, headers: { prefer: `count=${count}` } })),
    ),
    ...each("/api/v1/datasets/{name}/rows").map((asked) => ({ ...asked, method: "HEAD" })),
  ],
  getRowsShort: each("/v1/{name}", "", "?limit=1"),
  ...Object.fromEntries(
    EXPORT_FORMATS.map((format) => [
      `export${format.charAt(0).toUpperCase()}${format.slice(1)}`,
      each(`/api/v1/datasets/{name}/export.${format}`, "", ...(format === "csv" ? ["?order=id", "?compress=gzip", "?compress=zstd"] : [])),
    ]),
  ),
  exportShort: each("/export/{name}", "", "?format=ndjson", "?format=csv&safe=true", "?email=gt.a", "?country=neq.DE"),
  getExport: get("/api/v1/exports/019ad000-0000-7000-8000-000000000000"),
  cancelExport: [{ method: "DELETE", path: "/api/v1/exports/019ad000-0000-7000-8000-000000000000" }],
  runQuery: [
    ...STATEMENTS.map((sql): Asked => ({ method: "POST", path: "/api/v1/query", body: { sql } })),
    ...EXPLAINED.map((sql): Asked => ({ method: "POST", path: "/api/v1/query?explain=true", body: { sql } })),
    ...QUERY_FORMATS.flatMap((format) =>
      ["orders", "sales"].map((name): Asked => ({ method: "POST", path: "/api/v1/query", body: { sql: `SELECT * FROM ${name}`, format } })),
    ),
    { method: "POST", path: "/api/v1/query", body: { sql: "SELECT * FROM sales WHERE country = ?", params: ["FR"] } },
  ],
  listTerms: get("/api/v1/terms"),
  getTerm: get("/api/v1/terms/order"),
  listOwners: get("/api/v1/owners"),
  getOwner: get("/api/v1/owners/shop"),
  listDomains: get("/api/v1/domains"),
  getDomain: get("/api/v1/domains/trade"),
  getDcatCatalog: get("/catalog.jsonld"),
  getOpenDataCatalog: get("/data.json"),
  getDatasetJsonLd: each("/datasets/{name}/dataset.jsonld"),
  getCatalog: get("/api/v1/catalog"),
  pushCatalog: [
    {
      method: "POST",
      path: "/api/v1/catalog?dry-run=true",
      body: { files: { "open.yaml": "data_catalog:\n  datasets:\n    orders: {description: Mine.}\n" } },
    },
  ],
  ...Object.fromEntries(INTAKE_ROUTES.map(({ id, path }): [string, readonly Asked[]] => [id, [{ method: "POST", path, body: [] }]])),
  replayArtifact: [{ method: "POST", path: "/api/v1/intake/019ad000-0000-7000-8000-000000000000/replay" }],
  listIncidents: get(
    "/api/v1/incidents",
    "/api/v1/incidents?state=all",
    ...DATASETS.map((name) => `/api/v1/incidents?state=all&dataset=${name}`),
  ),
  getIncident: get("/api/v1/incidents/019ad000-0000-7000-8000-000000000000"),
  changeIncident: [{ method: "PATCH", path: "/api/v1/incidents/019ad000-0000-7000-8000-000000000000", body: { action: "acknowledge" } }],
  changeIncidentByForm: [
    { method: "POST", path: "/api/v1/incidents/019ad000-0000-7000-8000-000000000000", body: { action: "comment", text: "Seen." } },
  ],
  listAudit: get(
    "/api/v1/audit",
    "/api/v1/audit?mine=true&limit=1000",
    "/api/v1/audit?dataset=orders",
    "/api/v1/audit?dataset=wages-of-all",
  ),
  getLimits: get("/limits"),
  isLive: get("/health/live"),
  isReady: get("/health/ready"),
  getCatalogSchema: get("/schema/v1/catalog.json"),
  getOpenApi: get("/openapi.json"),
  getOpenApiV1: get("/api/v1/openapi.json"),
  makeTestToken: [{ method: "POST", path: "/api/v1/test/tokens", body: { groups: ["finance"], claims: { country: "FR" } } }],
};

/** What pages are made of, through the page cache. */
export const PAGES: readonly Asked[] = [
  ...get(
    "/",
    "/search?q=pay",
    "/search?q=zq",
    "/search?q=order",
    "/terms",
    "/terms/order",
    "/owners",
    "/owners/shop",
    "/domains",
    "/domains/trade",
    "/admin/ingestion",
    "/incidents",
    "/incidents?state=open",
  ),
  ...each("/datasets/{name}", "", "?at=1", "/history"),
];

/** What somebody in `finance` asks, for the audit to keep. */
export const SECRET_STATEMENT = "SELECT 'zqasked' AS a, count(*) FROM zqhidden_pay";
