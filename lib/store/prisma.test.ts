import { afterAll, beforeAll, describe } from "vitest";
import { storeConformance } from "#lib/store/conformance.ts";
import { type StoreServer, startStoreServer } from "#lib/store/test-store.ts";

let server: StoreServer;
beforeAll(async () => {
  server = await startStoreServer();
}, 60_000);
afterAll(() => server.stop(), 60_000);

describe("the store on PostgreSQL", () => {
  storeConformance(async () => (await server.newStore()).store);
});
