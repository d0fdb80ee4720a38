/**
 * Three roles. `touchstone_admin` is the superuser, for administration alone. `touchstone_migrate` owns the database and what is in it.
 * `touchstone` is the app: it reads and writes rows, and can neither change a table nor the roles. Passwords are hexadecimal digits.
 * @param {import("./notes.mjs").Notes["passwords"]} passwords
 */
export const ownRoles = (passwords) => [
  `CREATE ROLE touchstone_migrate LOGIN NOSUPERUSER PASSWORD '${passwords.migrate}';`,
  `CREATE ROLE touchstone LOGIN NOSUPERUSER PASSWORD '${passwords.app}';`,
  "CREATE DATABASE touchstone OWNER touchstone_migrate;",
  "REVOKE CONNECT ON DATABASE touchstone FROM PUBLIC;",
  "GRANT CONNECT, TEMPORARY ON DATABASE touchstone TO touchstone;",
];

const forMigrate = "ALTER DEFAULT PRIVILEGES FOR ROLE touchstone_migrate";

/** Run inside the database: whatever a migration makes, the app may use. */
export const ownDatabase = () => [
  "GRANT USAGE ON SCHEMA public TO touchstone;",
  // The queue of jobs makes its tables in a schema of its own.
  `${forMigrate} GRANT USAGE, CREATE ON SCHEMAS TO touchstone;`,
  `${forMigrate} GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO touchstone;`,
  `${forMigrate} GRANT USAGE, SELECT ON SEQUENCES TO touchstone;`,
];

export const ownPasswords = (/** @type {import("./notes.mjs").Notes["passwords"]} */ passwords) => [
  `ALTER ROLE touchstone_admin PASSWORD '${passwords.admin}';`,
  `ALTER ROLE touchstone_migrate PASSWORD '${passwords.migrate}';`,
  `ALTER ROLE touchstone PASSWORD '${passwords.app}';`,
];
