import { AppError } from "#lib/errors.ts";

export interface TrinoAddress {
  /** `https://trino.example.com:8443` */
  readonly origin: string;
  readonly user: string;
  /** `Authorization`, if the URL has a password. */
  readonly authorization: string | null;
}

/**
 * `http(s)://user[:password]@host[:port]`. A password over plain HTTP would be readable on the way, so it is refused unless the host is
 * this machine.
 * @throws AppError TS-DATA-001 for anything else
 */
export function parseAddress(url: string, sourceId: string): TrinoAddress {
  const parsed = URL.canParse(url) ? new URL(url) : null;
  if (parsed === null || !/^https?:$/.test(parsed.protocol))
    throw new AppError("TS-DATA-001", `The address of the source ${sourceId} is no http:// or https:// URL.`);
  const user = decodeURIComponent(parsed.username) || "touchstone";
  const password = decodeURIComponent(parsed.password);
  const local = /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/.test(parsed.hostname);
  if (password !== "" && parsed.protocol === "http:" && !local)
    throw new AppError("TS-DATA-001", `The address of the source ${sourceId} has a password, which needs https://.`);
  const authorization = password === "" ? null : `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`;
  return { origin: parsed.origin, user, authorization };
}
