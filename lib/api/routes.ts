import type { RouteDeclaration } from "#lib/api/declaration.ts";
import { matchPath } from "#lib/api/path.ts";
import { listAudit } from "#lib/api/routes/audit.ts";
import { getContract, getDataset, listDatasets } from "#lib/api/routes/catalog.ts";
import { getRows, getRowsShort } from "#lib/api/routes/data.ts";
import { cancelExport, exportRoutes, exportShort, getExport } from "#lib/api/routes/exports.ts";
import { getDatasetJsonLd, getDcatCatalog, getOpenDataCatalog } from "#lib/api/routes/formats.ts";
import { getDatasetFeed, getFeed, getHistory } from "#lib/api/routes/history.ts";
import { INCIDENT_ROUTES } from "#lib/api/routes/incidents.ts";
import { INTAKE_ROUTES, replayArtifact } from "#lib/api/routes/intake.ts";
import { getLimits } from "#lib/api/routes/limits.ts";
import { getCatalog, pushCatalog } from "#lib/api/routes/publish.ts";
import { runQuery } from "#lib/api/routes/query.ts";
import { search, suggest } from "#lib/api/routes/search.ts";
import { getCatalogSchema, getOpenApi, getOpenApiV1, isLive, isReady, makeTestToken } from "#lib/api/routes/service.ts";
import { getDomain, getOwner, getTerm, listDomains, listOwners, listTerms } from "#lib/api/routes/vocabulary.ts";

/** Every route of the HTTP interface, in the order of the reference. */
export const ROUTES: readonly RouteDeclaration[] = [
  listDatasets,
  getDataset,
  getContract,
  getHistory,
  getFeed,
  getDatasetFeed,
  search,
  suggest,
  getRows,
  ...Object.values(exportRoutes),
  getRowsShort,
  exportShort,
  getExport,
  cancelExport,
  runQuery,
  listTerms,
  getTerm,
  listOwners,
  getOwner,
  listDomains,
  getDomain,
  getDcatCatalog,
  getOpenDataCatalog,
  getDatasetJsonLd,
  getCatalog,
  pushCatalog,
  ...INCIDENT_ROUTES,
  ...INTAKE_ROUTES,
  replayArtifact,
  listAudit,
  getLimits,
  isLive,
  isReady,
  getCatalogSchema,
  getOpenApi,
  getOpenApiV1,
  makeTestToken,
];

/** Paths that belong to the interface: what no route answers there is a problem document, not a page. */
const INTERFACE =
  /^\/(?:api|v1|export|health|schema)(?:\/|$)|^\/openapi\.json$|^\/(?:datasets\/[^/]+\/)?feed\.atom$|^\/(?:catalog\.jsonld|data\.json)$|^\/datasets\/[^/]+(?:\/dataset)?\.jsonld$/;

export function isInterfacePath(path: string): boolean {
  return INTERFACE.test(path);
}

/** Routes whose path fits, whatever their method. */
export function routesAt(path: string, { test }: { readonly test: boolean }): readonly RouteDeclaration[] {
  return ROUTES.filter((route) => (test || route.testOnly !== true) && matchPath(route.path, path) !== undefined);
}
