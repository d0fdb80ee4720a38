import { UsageError } from "#lib/cli/command.ts";

/** What went wrong with a database, in a sentence with a remedy. Neither the password nor the whole address is in it. */
export function postgresFailure(error: unknown, url: string): UsageError {
  const address = new URL(url);
  const place = `${address.hostname === "" ? "the local socket" : address.hostname}${address.port === "" ? "" : `:${address.port}`}`;
  const codes = codesOf(error);
  const has = (...wanted: readonly string[]) => codes.some((code) => wanted.includes(code));
  const message = withoutSecret(error instanceof Error ? error.message : String(error), address);
  const say = (text: string) => new UsageError(text);
  if (has("ECONNREFUSED")) return say(`No PostgreSQL answers at ${place}. Is it running, and is the port right?`);
  if (has("ENOTFOUND", "EAI_AGAIN")) return say(`The host ${address.hostname} is not known. Check its name.`);
  if (has("ETIMEDOUT", "EHOSTUNREACH", "ENETUNREACH") || /timeout expired|connection timeout/i.test(message))
    return say(`PostgreSQL at ${place} does not answer. Check the address, and whether a firewall is in between.`);
  if (has("ENOENT")) return say(`There is no socket of PostgreSQL at ${place}. Check the folder.`);
  if (has("28P01", "28000")) return say(`PostgreSQL at ${place} refuses the user: ${message}. Check user and password.`);
  if (/password must be a string|SASL/i.test(message))
    return say(`PostgreSQL at ${place} asks for a password. Add it to the address: postgresql://user:password@…`);
  if (has("3D000")) return say(`PostgreSQL at ${place} has no such database: ${message}.`);
  if (has("57014"))
    return say(`Reading the schema took longer than a minute, so it was stopped. Import less at once with --schema or --table.`);
  if (has("42501")) return say(`This user may not read PostgreSQL's catalog: ${message}.`);
  if (/self.signed|certificate|SSL|TLS/i.test(message))
    return say(`The encrypted connection to ${place} failed: ${message}. Check sslmode in the address.`);
  return say(`PostgreSQL at ${place}: ${message}.`);
}

/** Codes of the error and of what it is made of: Node tries several addresses of a host. */
function codesOf(error: unknown): readonly string[] {
  if (error instanceof AggregateError) return error.errors.flatMap(codesOf);
  return error instanceof Error && "code" in error && typeof error.code === "string" ? [error.code] : [];
}

function withoutSecret(message: string, { password }: URL): string {
  const secrets = [password, decode(password)].filter((secret) => secret !== "");
  return secrets.reduce((text, secret) => text.replaceAll(secret, "***"), message).replace(/[.\s]+$/, "");
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
