/** Stores for tests: one PostgreSQL a test file, migrated once and copied for each store. */
import { openStore } from "#lib/store/prisma.ts";
import type { Store } from "#lib/store/store.ts";
import { applyMigrations } from "../../prisma/apply-migrations.ts";

interface Urls {
  readonly url: string;
  readonly migrateUrl: string;
  readonly adminUrl: string;
}

interface TestPostgres extends Urls {
  readonly createDatabase: (name: string, template?: string) => Promise<Urls>;
  readonly stop: () => Promise<void>;
}

export interface StoreServer {
  /** Migrated, unless it is to be empty. */
  readonly newDatabase: (kind?: "migrated" | "empty") => Promise<Urls>;
  /** On a database of its own, closed with the server. */
  readonly newStore: () => Promise<{ readonly store: Store } & Urls>;
  readonly stop: () => Promise<void>;
}

const TEMPLATE = "template_store";

export async function startStoreServer(): Promise<StoreServer> {
  const module: { startTestPostgres: () => Promise<TestPostgres> } = await import(
    new URL("../../scripts/test-database.mjs", import.meta.url).href
  );
  const server = await module.startTestPostgres();
  const template = await server.createDatabase(TEMPLATE);
  await applyMigrations(template.migrateUrl, "touchstone");
  const stores: Store[] = [];
  let made = 0;
  const newDatabase: StoreServer["newDatabase"] = (kind = "migrated") => {
    made += 1;
    return server.createDatabase(`store_${made}`, kind === "empty" ? undefined : TEMPLATE);
  };
  return {
    newDatabase,
    newStore: async () => {
      const urls = await newDatabase();
      const store = await openStore({ url: urls.url });
      stores.push(store);
      return { store, ...urls };
    },
    stop: async () => {
      await Promise.all(stores.map((store) => store.close()));
      await server.stop();
    },
  };
}
