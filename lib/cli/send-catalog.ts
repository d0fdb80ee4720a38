import { randomUUID } from "node:crypto";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import type { PushBody } from "#lib/api/schemas/push.ts";
import type { CatalogFolder } from "#lib/catalog/read-catalog.ts";
import type { Context } from "#lib/cli/command.ts";
import type { ServerAddress } from "#lib/cli/server-address.ts";
import { askServer } from "#lib/cli/server-request.ts";

export const CATALOG_ROUTE = "/api/v1/catalog";
const RETRIES = 3;
const pack = promisify(gzip);

/** Sends a catalog to be published, or only to be planned. @returns the answer as it came */
export async function sendCatalog(body: PushBody, isDry: boolean, address: ServerAddress, context: Context): Promise<unknown> {
  const progress = context.progress(isDry ? "Planning, step" : "Publishing, step", 2);
  const packed = await pack(JSON.stringify(body), { level: 1 });
  progress.update(1);
  try {
    return await askServer(
      address,
      {
        method: "POST",
        path: isDry ? `${CATALOG_ROUTE}?dry-run=true` : CATALOG_ROUTE,
        headers: { "content-type": "application/json", "content-encoding": "gzip", "idempotency-key": randomUUID() },
        body: new Uint8Array(packed),
        retries: RETRIES,
      },
      context,
    );
  } finally {
    progress.end();
  }
}

/** What could not be read is named, so that it does not count as removed. */
export function filesOf({ files, docs, problems, unreadable }: CatalogFolder): Pick<PushBody, "files" | "unreadable"> {
  const entries = [...files.map(({ path, text }) => [path, text] as const), ...docs];
  const unread = new Set(unreadable);
  return {
    files: Object.fromEntries(entries),
    unreadable: problems.flatMap(({ code, position, message, hint }) => {
      const isKnown = code === "TS-FILE-001" || code === "TS-FILE-002" || code === "TS-FILE-003";
      return isKnown && unread.has(position.file) ? [{ path: position.file, code, message, hint: hint ?? "Check the file." }] : [];
    }),
  };
}
