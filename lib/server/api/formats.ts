import { type ListContext, readListCursor, writeListCursor } from "#lib/api/cursor.ts";
import { type getDcatCatalog, JSON_LD } from "#lib/api/routes/formats.ts";
import { contractForReader } from "#lib/catalog/contract-for-reader.ts";
import type { DatasetContract, JsonObject } from "#lib/contract/contract.ts";
import { DCAT_DATASETS, dcatCatalogHead, dcatDataset, embeddableJson, type Published } from "#lib/contract/export/dcat.ts";
import { OPEN_DATA_HEAD, openDataDataset } from "#lib/contract/export/project-open-data.ts";
import { schemaOrgDataset } from "#lib/contract/export/schema-org.ts";
import type { Surroundings } from "#lib/contract/export/surroundings.ts";
import { foldName } from "#lib/contract/name.ts";
import { AppError } from "#lib/errors.ts";
import { admits, type Scope } from "#lib/policy/scope.ts";
import { contractTold } from "#lib/server/api/told.ts";
import type { Call, Reply } from "#lib/server/http.ts";
import { notFound } from "#lib/server/not-found.ts";
import type { DatasetRecord, Store, Vocabulary } from "#lib/store/store.ts";

type ListCall = Call<(typeof getDcatCatalog)["query"]>;
type Describe = (contract: DatasetContract, around: Surroundings, published: Published) => JsonObject;

/** Datasets that are in memory at once, besides the text that has been made of the others. */
const BATCH = 500;

export function answerDcatCatalog(call: ListCall): Promise<Reply> {
  return catalogOf(call, dcatDataset, ({ origin, title }) => ({
    head: dcatCatalogHead({ origin, title }),
    key: DCAT_DATASETS,
    type: JSON_LD,
  }));
}

export function answerOpenDataCatalog(call: ListCall): Promise<Reply> {
  return catalogOf(call, openDataDataset, () => ({ head: OPEN_DATA_HEAD, key: "dataset", type: "application/json" }));
}

async function catalogOf(
  { query, scope, services, origin, route }: ListCall,
  describe: Describe,
  frame: (vocabulary: { readonly origin: string; readonly title: string | null }) => { head: JsonObject; key: string; type: string },
): Promise<Reply> {
  const { limit, cursor } = query;
  const context: ListContext = { route: route.id, scopeKey: scope.key, query: null, secret: services.env.secret };
  const vocabulary = await services.store.vocabulary();
  const texts: string[] = [];
  let after = placeOf(readListCursor(cursor, context));
  for (;;) {
    const sort = { by: "name", descending: false } as const;
    const { items, hasMore } = await services.store.listDatasets(scope, {
      filter: {},
      sort,
      limit: Math.min(BATCH, limit - texts.length),
      after,
    });
    const told = await harvested(services.store, scope, items);
    const names = new Set(told.map(({ contract }) => foldName(contract.name)));
    const around = surroundings(vocabulary, origin, (name) => names.has(foldName(name)));
    for (const { contract, published } of told) texts.push(embeddableJson(describe(contract, around, published)));
    const last = items.at(-1)?.contract.name;
    after = last === undefined ? null : { value: last, name: last };
    if (after === null || !hasMore || texts.length >= limit) {
      const { head, key, type } = frame({ origin, title: vocabulary.title });
      const begin = embeddableJson({ ...head, [key]: [] }).slice(0, -2);
      const next = hasMore && after !== null ? writeListCursor([after.name], context) : null;
      return { body: `${begin}${texts.join(",\n")}]}`, type, next };
    }
  }
}

function placeOf(place: readonly unknown[] | null): { readonly value: string; readonly name: string } | null {
  if (place === null) return null;
  const [name] = place;
  if (typeof name === "string") return { value: name, name };
  throw new AppError("TS-API-005", "This cursor was not made for this list. Start again without a cursor.");
}

/** What a list tells of each dataset: nothing of its columns, and no name that this reader may not know. */
async function harvested(store: Store, scope: Scope, records: readonly DatasetRecord[]) {
  const named = records.flatMap(({ contract }) => [...contract.upstream, ...(contract.replacedBy === null ? [] : [contract.replacedBy])]);
  const hidden = await store.hiddenNames(scope, named.map(foldName));
  const isTold = (name: string) => !hidden.has(foldName(name));
  return records.map(({ contract, readBy, createdAt, updatedAt }) => {
    const canRead = admits(scope, readBy) && contract.access.rows === null;
    return {
      contract: {
        ...contract,
        upstream: contract.upstream.filter(isTold),
        replacedBy: contract.replacedBy !== null && isTold(contract.replacedBy) ? contract.replacedBy : null,
        source: canRead ? contract.source : null,
      },
      published: { createdAt: createdAt.toISOString(), updatedAt: updatedAt.toISOString() },
    };
  });
}

/** Owners, terms and domains are looked up only where a dataset that the reader sees names them. */
export function surroundings(vocabulary: Vocabulary, origin: string, hasDataset: (name: string) => boolean): Surroundings {
  const { title, owners, domains, terms } = vocabulary;
  return {
    origin,
    title,
    hasDataset,
    findOwner: (id) => owners.find((owner) => owner.id === id) ?? null,
    findDomain: (id) => domains.find((domain) => domain.id === id) ?? null,
    findTerm: (slug) => terms.find((term) => term.slug === slug) ?? null,
  };
}

export async function answerDatasetJsonLd({ params, scope, services, origin }: Call): Promise<Reply> {
  const name = params["name"] ?? "";
  const told = await contractTold(services, scope, name);
  if (told === null) throw notFound("dataset", name);
  const around = surroundings(await services.store.vocabulary(), origin, told.knows);
  return { body: embeddableJson(schemaOrgDataset(contractForReader(told), around, told.published), 2), type: JSON_LD };
}
