import type pg from "pg";
import type { Publication, PublishResult } from "#lib/store/store.ts";
import { announce, namesAround } from "./announce.ts";
import { type Database, transaction } from "./database.ts";
import { writeIngestion } from "./ingestion.ts";
import { mendText, toJson } from "./json.ts";
import { enqueueAll, enqueueInstead } from "./outbox.ts";
import { planPublish } from "./publish-plan.ts";
import { hashesOf, writeVocabulary } from "./vocabulary.ts";
import { writeDatasets } from "./write-datasets.ts";
import { writeReports } from "./write-reports.ts";

/**
 * All or nothing, one at a time. Whoever waits for another publish finds a new revision afterwards, which is a `conflict`.
 * The search outbox and the notifications are part of the same transaction, so nobody hears of what is not there.
 * 10,000 new datasets of 20 columns take some seconds, one changed dataset some milliseconds.
 */
export function publish({ pool }: Database, publication: Publication): Promise<PublishResult> {
  return transaction(pool, async (tx) => {
    // A large publish holds the lock for long, and its own statements are long as well.
    await tx.query("set local statement_timeout = '300s'");
    const state = await lockState(tx);
    if (state.revision !== publication.baseRevision) return { outcome: "conflict", revision: state.revision };

    const now = new Date();
    const plan = await planPublish(tx, publication.datasets);
    const written = plan.writes.map(({ id }) => id);
    const changedIds = [...written, ...plan.removes, ...plan.keeps];
    const before = await namesAround(tx, changedIds);
    await writeDatasets(tx, plan, publication, now);
    const reported = await writeReports(tx, publication.reports);
    const ids = [...new Set([...changedIds, ...reported])];

    const words = hashesOf(publication.vocabulary);
    const wordsChanged = words.all !== state.vocabularyHash;
    if (wordsChanged) await writeVocabulary(tx, publication.vocabulary);

    const changed = wordsChanged || ids.length > 0;
    const revision = state.revision + (changed ? 1 : 0);
    await writeState(tx, publication, revision, words, changed ? now : null);
    if (changed) {
      if (words.search !== state.searchHash) await enqueueAll(tx);
      await enqueueInstead(tx, words.search === state.searchHash ? ids : plan.removes);
      const everywhere = wordsChanged || plan.removes.length > 0 || plan.writes.some(({ seenElsewhere }) => seenElsewhere);
      const after = everywhere ? null : await namesAround(tx, ids);
      await announce(tx, before === null || after === null ? null : new Set([...before, ...after]));
    }
    await writeIngestion(tx, publication, revision, new Date());
    return { outcome: changed ? "published" : "unchanged", revision };
  });
}

interface State {
  readonly revision: number;
  readonly vocabularyHash: string | null;
  readonly searchHash: string | null;
}

async function lockState(tx: pg.ClientBase): Promise<State> {
  await tx.query("insert into catalog_state (id) values (1) on conflict do nothing");
  const { rows } = await tx.query<State>(
    `select revision, vocabulary_hash as "vocabularyHash", search_hash as "searchHash" from catalog_state where id = 1 for update`,
  );
  return rows[0] ?? { revision: 0, vocabularyHash: null, searchHash: null };
}

/** A publish that changes nothing still says who publishes, and which commit is now known to say the same. */
async function writeState(
  tx: pg.ClientBase,
  { publisher, commit, vocabulary }: Publication,
  revision: number,
  words: { readonly all: string; readonly search: string },
  publishedAt: Date | null,
): Promise<void> {
  await tx.query(
    `update catalog_state set revision = $1, publisher = $2, commit = $3, title = $4, policy = $5::jsonb, vocabulary_hash = $6, search_hash = $7,
       published_at = coalesce($8, published_at) where id = 1`,
    [
      ...[revision, publisher, commit === null ? null : mendText(commit), vocabulary.title === null ? null : mendText(vocabulary.title)],
      ...[toJson(vocabulary.policy), words.all, words.search, publishedAt],
    ],
  );
}
