import { createHash } from "node:crypto";
import { v7 as newId } from "uuid";
import { matchPath } from "#lib/api/path.ts";
import { parseQuery } from "#lib/api/query.ts";
import { INTAKE_ROUTES, postLineageBatch, replayArtifact } from "#lib/api/routes/intake.ts";
import { AppError } from "#lib/errors.ts";
import { INGEST, ingestGrants } from "#lib/observe/intake-grant.ts";
import { CHALLENGE, checkScopes, tokenOf } from "#lib/server/auth.ts";
import type { Exchange } from "#lib/server/exchange.ts";
import { idempotencyKeyOf } from "#lib/server/idempotency-key.ts";
import { artifactBodies, bodyFormOf, INTAKE_WORDS, MAX_SENT } from "#lib/server/intake/artifact-bodies.ts";
import { answerOf, batchAnswerOf } from "#lib/server/intake/intake-answer.ts";
import { takePlace } from "#lib/server/intake/intake-places.ts";
import type { IntakeServices } from "#lib/server/intake/intake-services.ts";
import { recogniseBodies } from "#lib/server/intake/recognised-bodies.ts";
import { replayRaw } from "#lib/server/intake/replay-answer.ts";
import { receiveBody } from "#lib/server/publish/receive-body.ts";
import type { Store, TokenRecord } from "#lib/store/store.ts";

export interface IntakeRouteServices {
  readonly store: Pick<Store, "intake" | "findToken" | "findReceipt" | "putReceipt">;
  readonly intake: Pick<IntakeServices, "reader" | "wake">;
  readonly now: () => Date;
}

const PATHS = new Set<string>(INTAKE_ROUTES.map(({ path }) => path));

export function isIntakeRoute(path: string): boolean {
  return PATHS.has(path) || matchPath(replayArtifact.path, path) !== undefined;
}

/** Longest body for a path, where these routes read it by themselves. */
export const intakeBodyLimit = (path: string) => (PATHS.has(path) ? MAX_SENT : null);

/** Answers as soon as all of it is kept; it is read afterwards. */
export async function answerIntake(exchange: Exchange, services: IntakeRouteServices): Promise<void> {
  const { id } = matchPath(replayArtifact.path, exchange.path) ?? {};
  if (id !== undefined) return replayRaw(exchange, services, id);
  const { store, now } = services;
  const token = await ingestToken(exchange, services);
  const route = INTAKE_ROUTES.find(({ path }) => path === exchange.path);
  if (route !== undefined) parseQuery(route.query, exchange.query);
  const form = bodyFormOf(exchange);
  const key = idempotencyKeyOf(exchange);
  const length = exchange.header("content-length") ?? null;
  const leave = await takePlace(length === null ? null : Number(length), form.isPacked || form.type === "multipart/form-data");
  try {
    const body = await receiveBody(exchange, MAX_SENT, INTAKE_WORDS);
    const requestHash = createHash("sha256").update(`${exchange.path}\n${form.whole}\n`).update(body).digest("hex");
    const kept = key === null ? null : await store.findReceipt(token.id, key);
    if (kept !== null) return sendKept(exchange, kept, requestHash);
    const bodies = await artifactBodies(body, form);
    const { artifacts, refused } = await recogniseBodies(bodies, exchange.path, services.intake.reader);
    const receivedAt = now().toISOString();
    const grants = ingestGrants(token);
    const isNew = await store.intake.put(
      artifacts.map(({ tool, kind, key: own, bytes }) => ({
        ...{ id: newId(), tool, kind, receivedAt, grants, tokenId: token.id, tokenName: token.name },
        key: own ?? `${tool}/${createHash("sha256").update(bytes).digest("hex")}`,
        body: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength),
      })),
    );
    services.intake.wake();
    const answer = exchange.path === postLineageBatch.path ? batchAnswerOf(artifacts, isNew, refused) : answerOf(artifacts, isNew, refused);
    if (key !== null) await store.putReceipt({ tokenId: token.id, key, requestHash, answer });
    send(exchange, isNew.includes(true) ? 202 : 200, answer);
  } finally {
    leave();
  }
}

/** @throws AppError TS-AUTH-001, TS-AUTH-002, TS-ACCESS-003 */
async function ingestToken({ header }: Exchange, { store, now }: IntakeRouteServices): Promise<TokenRecord> {
  const token = await tokenOf(header, store, now());
  if (token === null)
    throw new AppError("TS-AUTH-002", `This takes a token with the scope '${INGEST}': send 'Authorization: Bearer tst_…'.`, {
      headers: CHALLENGE,
    });
  if (ingestGrants(token).length === 0) checkScopes(token, [INGEST]);
  return token;
}

function sendKept(
  exchange: Exchange,
  kept: { readonly key: string; readonly requestHash: string; readonly answer: unknown },
  requestHash: string,
): void {
  if (kept.requestHash !== requestHash)
    throw new AppError(
      "TS-API-012",
      `The Idempotency-Key '${kept.key}' was used for another request within the last day. Make a new key for a new request.`,
    );
  send(exchange, 200, kept.answer, { "Idempotent-Replayed": "true" });
}

function send({ response }: Exchange, status: number, answer: unknown, headers: Readonly<Record<string, string>> = {}): void {
  const body = Buffer.from(JSON.stringify(answer));
  response.writeHead(status, {
    ...headers,
    "Cache-Control": "no-store",
    Vary: "Authorization",
    "Content-Type": "application/json",
    "Content-Length": body.length,
  });
  response.end(body);
}
