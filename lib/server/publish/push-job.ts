import { createHash } from "node:crypto";
import type { PushAnswerBody } from "#lib/api/schemas/push.ts";
import type { CatalogParser } from "#lib/catalog/catalog-parser.ts";
import type { CatalogPlan } from "#lib/catalog/catalog-plan.ts";
import { describePrepared } from "#lib/catalog/describe-plan.ts";
import { type Prepared, type Published, prepareCatalog, publishCatalog } from "#lib/catalog/publish.ts";
import type { AccessLevel } from "#lib/contract/contract.ts";
import { AppError } from "#lib/errors.ts";
import type { KnownTexts } from "#lib/server/publish/known-texts.ts";
import type { PushAnswer, PushJob } from "#lib/server/publish/protocol.ts";
import { unpackBody } from "#lib/server/publish/unpack-body.ts";
import type { Store } from "#lib/store/store.ts";

export interface PushDeps {
  readonly store: Store;
  readonly parser: CatalogParser;
  readonly known: KnownTexts;
  readonly defaultVisibility: AccessLevel;
  readonly now: () => Date;
}

/** The most problems in one answer; they come worst first. */
const SHOWN_PROBLEMS = 1_000;

/** Does one push, or plans it, and says what came of it in JSON. */
export async function runPush(job: PushJob, { store, parser, known, defaultVisibility, now }: PushDeps): Promise<PushAnswer> {
  const received = { bytes: job.body.length, sha256: sha256(job.body) };
  const requestHash = sha256(JSON.stringify([received.sha256, job.form, job.said]));
  const kept = job.receipt === null ? null : await store.findReceipt(job.receipt.tokenId, job.receipt.key);
  if (kept !== null) {
    if (kept.requestHash !== requestHash) throw otherRequest(kept.key);
    return { json: toJson(kept.answer), replayed: true };
  }
  const { folder, said } = await unpackBody(job, known);
  const { commit = null, author = null, base, force = false } = said;
  if (job.dryRun)
    return { json: toJson(shown(describePrepared(await prepareCatalog(folder, parser, { store, defaultVisibility })))), replayed: false };

  const plans = new WeakMap<Prepared, CatalogPlan>();
  /** Describing 10,000 changes takes a while, so it is done once, for the receipt and the answer. */
  const planOf = (prepared: Prepared): CatalogPlan => {
    const plan = plans.get(prepared) ?? shown(describePrepared(prepared));
    plans.set(prepared, plan);
    return plan;
  };
  const answerOf = ({ report, prepared }: Published): PushAnswerBody => ({
    outcome: report.outcome,
    revision: report.revision,
    commit,
    tookOver: prepared.state.publisher === "folder",
    counts: report.counts,
    plan: planOf(prepared),
    received,
  });
  const { receipt } = job;
  const published = await publishCatalog(folder, parser, {
    ...{ store, publisher: "push", defaultVisibility, commit, author, now },
    rules: { base, force, admin: job.admin },
    ...(receipt === null ? {} : { receipt: (done: Published) => ({ ...receipt, requestHash, answer: answerOf(done) }) }),
  });
  return { json: toJson(answerOf(published)), replayed: false };
}

function shown(plan: CatalogPlan): CatalogPlan {
  return { ...plan, problems: plan.problems.slice(0, SHOWN_PROBLEMS) };
}

function otherRequest(key: string): AppError {
  return new AppError(
    "TS-API-012",
    `The Idempotency-Key '${key}' was used for another request within the last day. Make a new key for a new request.`,
  );
}

const sha256 = (bytes: Uint8Array | string) => createHash("sha256").update(bytes).digest("hex");

function toJson(value: unknown): Uint8Array<ArrayBuffer> {
  const text = new TextEncoder().encode(JSON.stringify(value));
  // Small texts may share one buffer with others, which must not be handed over.
  return text.byteLength === text.buffer.byteLength ? text : text.slice();
}
