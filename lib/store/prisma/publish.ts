import type pg from "pg";
import type { Publication, PublishedResult, PublishResult } from "#lib/store/store.ts";
import { announce, namesAround } from "./announce.ts";
import { type Database, transaction } from "./database.ts";
import { writeIngestion } from "./ingestion.ts";
import { mendText, toJson } from "./json.ts";
import { enqueueAll, enqueueInstead } from "./outbox.ts";
import { planPublish } from "./publish-plan.ts";
import { writeReceipt } from "./receipt.ts";
import { hashesOf, writeVocabulary } from "./vocabulary.ts";
import { writeDatasets } from "./write-datasets.ts";
import { writeReports } from "./write-reports.ts";

/**
 * All or nothing, one at a time. Whoever waits for another publish finds a new revision afterwards, which is a `conflict`.
 * The search outbox and the notifications are part of the same transaction, so nobody hears of what is not there.
 * 10,000 new datasets of 20 columns take some seconds, one changed dataset some milliseconds.
 */
export function publish({ pool }: Database, publication: Publication): Promise<PublishResult> {
  return transaction<PublishResult>(pool, async (tx) => {
    // A large publish holds the lock for long, and its own statements are long as well.
    await tx.query("set local statement_timeout = '300s'");
    const state = await lockState(tx);
    if (state.revision !== publication.baseRevision || (publication.publisher === "folder" && state.publisher === "push"))
      return { outcome: "conflict", revision: state.revision };
    const isExpected = publication.expects?.(state) ?? true;
    const stale = { outcome: "stale", revision: state.revision } as const;

    const now = new Date();
    const plan = await planPublish(tx, publication.datasets);
    const written = plan.writes.map(({ id }) => id);
    const changedIds = [...written, ...plan.removes, ...plan.keeps];
    const words = hashesOf(publication.vocabulary);
    const wordsChanged = words.all !== state.vocabularyHash;
    if (!isExpected && (wordsChanged || changedIds.length > 0)) return stale;

    const before = await namesAround(tx, changedIds);
    await writeDatasets(tx, plan, publication, now);
    const reported = await writeReports(tx, publication.reports);
    const ids = [...new Set([...changedIds, ...reported])];

    if (wordsChanged) await writeVocabulary(tx, publication.vocabulary);

    const changed = wordsChanged || ids.length > 0;
    const revision = state.revision + (changed ? 1 : 0);
    if (!isExpected) {
      if (changed) throw new Undone(stale);
      return { outcome: "unchanged", revision };
    }
    await writeState(tx, publication, revision, words, changed ? now : null);
    if (changed) {
      if (words.search !== state.searchHash) await enqueueAll(tx);
      await enqueueInstead(tx, words.search === state.searchHash ? ids : plan.removes);
      const everywhere = wordsChanged || plan.removes.length > 0 || plan.writes.some(({ seenElsewhere }) => seenElsewhere);
      const after = everywhere ? null : await namesAround(tx, ids);
      await announce(tx, before === null || after === null ? null : new Set([...before, ...after]));
    }
    const otherProblems = await writeIngestion(tx, publication, revision, new Date(), state.problemsHash);
    // Pages show problems, too.
    if (otherProblems && !changed) await announce(tx, null);
    const result: PublishedResult = { outcome: changed ? "published" : "unchanged", revision };
    if (publication.receipt !== undefined) await writeReceipt(tx, publication.receipt(result), now);
    return result;
  }).catch((error: unknown) => {
    if (error instanceof Undone) return error.result;
    throw error;
  });
}

/** Rolls back what was written and answers with a result all the same. */
class Undone extends Error {
  readonly result: PublishResult;

  constructor(result: PublishResult) {
    super("nothing was published");
    this.result = result;
  }
}

interface State {
  readonly revision: number;
  readonly publisher: string;
  readonly commit: string | null;
  readonly problemsHash: string | null;
  readonly vocabularyHash: string | null;
  readonly searchHash: string | null;
}

async function lockState(tx: pg.ClientBase): Promise<State> {
  await tx.query("insert into catalog_state (id) values (1) on conflict do nothing");
  const { rows } = await tx.query<State>(
    `select revision, publisher, commit, problems_hash as "problemsHash", vocabulary_hash as "vocabularyHash", search_hash as "searchHash" from catalog_state where id = 1 for update`,
  );
  return rows[0] ?? { revision: 0, publisher: "folder", commit: null, problemsHash: null, vocabularyHash: null, searchHash: null };
}

/** A publish that changes nothing still says who publishes, and which commit is now known to say the same. */
async function writeState(
  tx: pg.ClientBase,
  { publisher, commit, author, vocabulary }: Publication,
  revision: number,
  words: { readonly all: string; readonly search: string },
  publishedAt: Date | null,
): Promise<void> {
  await tx.query(
    `update catalog_state set revision = $1, publisher = $2, commit = $3, title = $4, policy = $5::jsonb, vocabulary_hash = $6, search_hash = $7,
       published_at = coalesce($8, published_at), author = $9 where id = 1`,
    [
      ...[revision, publisher, mendNull(commit), mendNull(vocabulary.title)],
      ...[toJson(vocabulary.policy), words.all, words.search, publishedAt, mendNull(author)],
    ],
  );
}

const mendNull = (text: string | null) => (text === null ? null : mendText(text));
