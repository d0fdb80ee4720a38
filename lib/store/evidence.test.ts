import { afterAll, beforeAll, describe } from "vitest";
import { evidenceConformance } from "#lib/store/conformance/evidence.ts";
import { worldOn } from "#lib/store/conformance/evidence-world.ts";
import { type StoreServer, startStoreServer } from "#lib/store/test-store.ts";

let server: StoreServer;
beforeAll(async () => {
  server = await startStoreServer();
}, 60_000);
afterAll(() => server.stop(), 60_000);

describe("the evidence on PostgreSQL", () => {
  evidenceConformance(async () => {
    const { store } = await server.newStore();
    return { world: await worldOn(store), close: () => store.close() };
  });
});
