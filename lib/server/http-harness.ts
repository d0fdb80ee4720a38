import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "vitest";
import type { z } from "zod";
import { problemSchema } from "#lib/api/schemas/shared.ts";
import { readEnv } from "#lib/server/env.ts";
import { ingestFolder } from "#lib/server/ingest.ts";
import { openLog } from "#lib/server/log.ts";
import { openServices } from "#lib/server/open-services.ts";
import type { Services } from "#lib/server/services.ts";
import { hashToken, newToken } from "#lib/server/token.ts";
import { startStoreServer } from "#lib/store/test-store.ts";

const CATALOG = `
data_catalog:
  glossary:
    churn: {title: Churn, definition: A customer who left., synonyms: [attrition]}
    order: {title: Order, definition: What somebody bought.}
  owners:
    shop: {title: Shop team, email: shop@example.com}
    vault: {title: Vault keepers}
  domains:
    commerce: {title: Commerce}
  datasets:
    orders:
      description: "Orders & <script>returns</script> of the shop"
      owner: shop
      domain: commerce
      tier: 1
      terms: [order]
      freshness: < 24 hours
      sla: by 06:00 Europe/Berlin on weekdays
      schema:
        - order_id: BIGINT (PK)
        - status: STRING (placed|paid) -- where it is
        - margin: {type: "DECIMAL(12,2)", mask: hide}
        - updated_at: TIMESTAMP
      checks:
        - range: {column: margin, min: 0}
        - row_count: {min: 10}
      usage_examples:
        - {name: What we earn, sql: "SELECT sum(margin) FROM orders"}
        - {name: How many, sql: SELECT count(*) FROM orders}
    salaries:
      description: What we pay.
      owner: vault
      schema: [{id: BIGINT}]
      access: {visibility: restricted, readers: [finance]}
${Array.from({ length: 7 }, (_, index) => `    part_${index}: {description: Part ${index}, owner: shop, tier: 2, schema: [{id: BIGINT}]}`).join("\n")}
`;

export type Handler = (request: Request) => Promise<Response>;

export interface HttpHarness {
  readonly services: Services;
  /** Tokens of somebody in `finance`, and of an administrator. */
  readonly finance: string;
  readonly admin: string;
  readonly close: () => Promise<void>;
}

/** All services over a small catalog on a database of their own. Tests only. */
export async function openHttpHarness(): Promise<HttpHarness> {
  const home = mkdtempSync(join(tmpdir(), "touchstone-http-"));
  const server = await startStoreServer();
  const { url } = await server.newDatabase();
  const catalog = join(home, "catalog");
  mkdirSync(catalog);
  writeFileSync(join(catalog, "all.yaml"), CATALOG);
  const env = readEnv({
    DATABASE_URL: url,
    TOUCHSTONE_HOME: home,
    TOUCHSTONE_CATALOG: catalog,
    TOUCHSTONE_TEST: "1",
    TOUCHSTONE_SPARES: "0",
  });
  const services = await openServices(env, openLog("silent"));
  await ingestFolder(services);
  await services.projection.synced();
  const [finance, admin] = [newToken(), newToken()];
  await services.store.putToken({ name: "finance", hash: hashToken(finance), admin: false, groups: ["finance"], expiresAt: null });
  await services.store.putToken({ name: "root", hash: hashToken(admin), admin: true, groups: [], expiresAt: null });
  const close = async () => {
    await services.close();
    await server.stop();
    rmSync(home, { recursive: true, force: true });
  };
  return { services, finance, admin, close };
}

export const BASE = "http://data.example.com";
export const ask = (handler: Handler, path: string, headers: Record<string, string> = {}) =>
  handler(new Request(BASE + path, { headers: { host: "data.example.com", ...headers } }));
export const as = (token: string) => ({ authorization: `Bearer ${token}` });

export async function read<T extends z.ZodType>(
  schema: T,
  handler: Handler,
  path: string,
  headers?: Record<string, string>,
): Promise<z.output<T>> {
  const response = await ask(handler, path, headers);
  expect(response.status, path).toBe(200);
  return schema.parse(await response.json());
}

export async function problem(handler: Handler, path: string, headers?: Record<string, string>) {
  const response = await ask(handler, path, headers);
  expect(response.headers.get("content-type")).toBe("application/problem+json");
  return problemSchema.strict().parse(await response.json());
}
