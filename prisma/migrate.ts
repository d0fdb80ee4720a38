/**
 * `node prisma/migrate.ts`: brings the database up to date. Reads MIGRATE_DATABASE_URL, else DATABASE_URL. When both are set and
 * name different users, the user of DATABASE_URL gets to read and write the tables, and nothing more.
 */
import { applyMigrations, MigrationFailure } from "./apply-migrations.ts";

// biome-ignore lint/style/noProcessEnv: a command of its own, started before the app.
const { MIGRATE_DATABASE_URL: migrateUrl, DATABASE_URL: appUrl } = process.env;

const userOf = (text: string | undefined): string | null =>
  text !== undefined && URL.canParse(text) ? decodeURIComponent(new URL(text).username) : null;

try {
  const url = migrateUrl ?? appUrl;
  if (url === undefined || !/^postgres(ql)?:/.test(url) || !URL.canParse(url))
    throw new MigrationFailure("Set DATABASE_URL to postgresql://user:password@host:5432/database.");
  const appUser = userOf(appUrl);
  const applied = await applyMigrations(url, appUser === userOf(url) ? null : appUser);
  console.log(applied.length === 0 ? "Database is up to date." : `Applied ${applied.join(", ")}.`);
} catch (error) {
  if (!(error instanceof MigrationFailure)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
// The engine leaves a timer of 10 seconds behind.
process.exit();
