/** A dataset with a long past: its history, a version of it, and the newest changes of a whole catalog. */
import pg from "pg";
import { CatalogReader } from "#lib/catalog/catalog.ts";
import { HistoryReader } from "#lib/catalog/history.ts";
import { versionAt } from "#lib/catalog/version-at.ts";
import { idOf, PUBLIC, publishNow } from "#lib/store/conformance/publish-now.ts";
import { columnOf, contractOf, putOf } from "#lib/store/fixture.ts";
import type { Store } from "#lib/store/store.ts";
import { startStoreServer } from "#lib/store/test-store.ts";
import { inMs, interleave, median, printTable, quantile, timed } from "./figures.ts";
import { withUndo } from "./undo.ts";

const DATASETS = 2_000;
const VERSIONS = 5_000;
const CHANGES = 12;
const ROUNDS = 40;

await withUndo(async (onEnd) => {
  const server = await startStoreServer();
  onEnd(server.stop);
  const { store, url } = await server.newStore();
  await makePast(store, url);
  await measure(store);
});

/** Versions are made in the database: publishing 5,000 times would measure publishing. */
async function makePast(store: Store, url: string): Promise<void> {
  const columns = Array.from({ length: 30 }, (_, index) =>
    columnOf({ name: `column_${index}`, mask: index % 7 === 0 ? { as: "hide", except: ["finance"] } : null }),
  );
  await publishNow(store, {
    datasets: Array.from({ length: DATASETS }, (_, index) => putOf(contractOf({ name: `dataset_${index}`, columns }))),
  });
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(
    `insert into dataset_version (id, dataset_id, contract, contract_format, hash, version, commit, author, change, published_at)
     select ('01000000-0000-7000-8000-' || lpad(to_hex(i), 12, '0'))::uuid, dataset_id, contract, contract_format, repeat(md5(i::text), 2),
            case when i % 3 = 0 then '1.' || i || '.0' else left(md5(i::text), 12) end, left(repeat(md5(i::text), 2), 40), 'Ada',
            jsonb_build_object('kind', 'changed', 'renamedFrom', null, 'changes', (select jsonb_agg(jsonb_build_object(
              'level', 'breaking', 'kind', 'column.retyped', 'column', 'column_' || n, 'before', 'INT', 'after', 'BIGINT',
              'message', '\`column_' || n || '\` is \`BIGINT\` now; it was \`INT\`.')) from generate_series(1, ${CHANGES}) n)),
            published_at - i * interval '1 minute'
     from dataset_version, generate_series(1, ${VERSIONS}) i where dataset_id = $1`,
    [await idOf(store, "dataset_7")],
  );
  await client.query("analyze");
  await client.end();
}

async function measure(store: Store): Promise<void> {
  const now = () => new Date();
  const catalog = new CatalogReader({ store, now, glance: async () => ({ asOf: null, noData: null }) });
  const reader = new HistoryReader({ store, catalog });
  const id = await idOf(store, "dataset_7");
  const [late] = (await store.history(PUBLIC, id, { limit: VERSIONS - 60, after: null })).items.slice(-1);
  const [, then] = (await store.history(PUBLIC, id, { limit: 2, after: late?.id ?? null })).items;
  const after = late?.id ?? null;
  const figures = await interleave(ROUNDS, {
    first: () => timed(() => store.history(PUBLIC, id, { limit: 10, after: null })),
    late: () => timed(() => store.history(PUBLIC, id, { limit: 50, after })),
    cut: () => timed(() => reader.ofDataset(PUBLIC, "dataset_7", { limit: 10, after: null })),
    version: () => timed(() => versionAt({ store, catalog, now }, PUBLIC, "dataset_7", then?.commit ?? "")),
    news: () => timed(() => reader.recent(PUBLIC, 50)),
  });
  const labels = {
    first: "the newest 10 versions, from the store",
    late: `50 versions after ${(VERSIONS - 60).toLocaleString("en")} others, from the store`,
    cut: "the newest 10 versions, cut to the reader",
    version: "what was promised at a commit, cut to the reader",
    news: "the newest 50 changes of the catalog, cut to the reader",
  } as const;
  const names = Object.keys(labels) as (keyof typeof labels)[];
  printTable(
    `${DATASETS.toLocaleString("en")} datasets, one with ${VERSIONS.toLocaleString("en")} versions of ${CHANGES} changes, ${ROUNDS} rounds`,
    [["", "median", "p95"], ...names.map((name) => [labels[name], inMs(median(figures[name])), inMs(quantile(figures[name], 0.95))])],
  );
}
