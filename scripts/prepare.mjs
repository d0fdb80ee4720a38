import { buildProduction, generateSample, migrate } from "./build.mjs";
import { openDatabase } from "./database.mjs";
import { step } from "./progress.mjs";

/**
 * What stands between installed packages and a server: database, schema, sample data and build, at the same time
 * where one does not need the other.
 * @param {string} node
 * @param {import("./configuration.mjs").Configuration} configuration
 * @param {{ onEnd: (step: () => unknown, force?: () => unknown) => void }} shutdown
 */
export async function prepare(node, configuration, shutdown) {
  const { env, home, isSample, dev } = configuration;
  const opening = step("PostgreSQL", () => openDatabase(configuration));
  shutdown.onEnd(() =>
    opening.then(
      (database) => database.stop(),
      () => {},
    ),
  );
  const migrated = async () => {
    const { migrateUrl } = await opening;
    await step("Migrations", () => migrate(node, env, migrateUrl));
  };
  const sample = async () => isSample && (await step("Sample data", () => generateSample(node, env, home)));
  const built = async () => dev || (await step("Production build", () => buildProduction(node, env)));
  const [database] = await Promise.all([opening, migrated(), sample(), built()]);
  return database;
}
