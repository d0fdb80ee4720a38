import { randomUUID } from "node:crypto";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import type { PushBody } from "#lib/api/schemas/push.ts";
import type { CatalogFolder } from "#lib/catalog/read-catalog.ts";
import { textDigest } from "#lib/catalog/text-digest.ts";
import type { Context } from "#lib/cli/command.ts";
import type { ServerAddress } from "#lib/cli/server-address.ts";
import { askServer, Refusal } from "#lib/cli/server-request.ts";

export const CATALOG_ROUTE = "/api/v1/catalog";
const RETRIES = 3;
const pack = promisify(gzip);

/** A catalog with more text than this is first named by digests: the server knows most of it from the last time. In UTF-16 code units. */
const WORTH_NAMING = 1_000_000;

/**
 * Sends a catalog to be published, or only to be planned.
 * @param onSent called as soon as the server has something to do
 * @returns the answer as it came
 */
export async function sendCatalog(
  body: PushBody,
  isDry: boolean,
  address: ServerAddress,
  context: Context,
  onSent: () => unknown = () => undefined,
): Promise<unknown> {
  const progress = context.progress(isDry ? "Planning, step" : "Publishing, step", 2);
  try {
    let rest = Object.values(body.files).reduce((size, text) => size + text.length, 0) > WORTH_NAMING ? named(body) : body;
    for (;;) {
      try {
        const answer = send(await packed(rest), isDry, address, context);
        progress.update(1);
        onSent();
        return await answer;
      } catch (error) {
        if (!(error instanceof Refusal) || error.code !== UNKNOWN || rest === body) throw error;
        rest = Object.keys(rest.files).length > 0 ? body : withTexts(body, rest, error.places);
      }
    }
  } finally {
    progress.end();
  }
}

const UNKNOWN = "TS-PUSH-005";

function named(body: PushBody): PushBody {
  const same = Object.fromEntries(Object.entries(body.files).map(([path, text]) => [path, textDigest(text)]));
  return { ...body, files: {}, same };
}

/** With the texts that the server asked for; all of them when it asked for none in particular. */
function withTexts(body: PushBody, rest: PushBody, places: readonly string[]): PushBody {
  const wanted = new Set(places.map((place) => place.replace(/^files\./, "")));
  if (wanted.size === 0) return body;
  const pick = (entries: Readonly<Record<string, string>>, isWanted: boolean) =>
    Object.fromEntries(Object.entries(entries).filter(([path]) => wanted.has(path) === isWanted));
  return { ...body, files: pick(body.files, true), same: pick(rest.same ?? {}, false) };
}

const packed = async (body: PushBody) => new Uint8Array(await pack(JSON.stringify(body), { level: 1 }));

function send(body: Uint8Array<ArrayBuffer>, isDry: boolean, address: ServerAddress, context: Context): Promise<unknown> {
  return askServer(
    address,
    {
      ...{ method: "POST", path: isDry ? `${CATALOG_ROUTE}?dry-run=true` : CATALOG_ROUTE, body, retries: RETRIES },
      headers: { "content-type": "application/json", "content-encoding": "gzip", "idempotency-key": randomUUID() },
    },
    context,
  );
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
