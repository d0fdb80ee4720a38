import { migrate } from "../scripts/build.mjs";
import { startTestPostgres } from "../scripts/test-database.mjs";
import { POSTGRES } from "./app.ts";

/** One PostgreSQL for all journeys, with one database that is migrated once and copied for each server. */
export default async function globalSetup(): Promise<() => Promise<void>> {
  const postgres = await startTestPostgres();
  try {
    await migrate(process.execPath, process.env, postgres.migrateUrl);
  } catch (error) {
    await postgres.stop();
    throw error;
  }
  const { url, migrateUrl, adminUrl } = postgres;
  process.env[POSTGRES] = JSON.stringify({ url, migrateUrl, adminUrl });
  return () => postgres.stop();
}
