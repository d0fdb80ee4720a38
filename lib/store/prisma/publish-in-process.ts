/** For tests: publishes in a process of its own. `node publish-in-process.ts <url> <number of datasets> <title>`. */
import { contractOf, publicationOf, putOf } from "#lib/store/fixture.ts";
import { openStore } from "#lib/store/prisma.ts";

const [url = "", count = "1", title = "From another process"] = process.argv.slice(2);
const store = await openStore({ url });
const ids = new Map((await store.published()).map(({ name, id }) => [name, id]));
const datasets = Array.from({ length: Number(count) }, (_, i) => {
  const contract = contractOf({ name: `ds_${i}`, title });
  return putOf(contract, ids.get(contract.name) ?? null);
});
const { revision } = await store.state();
process.stdout.write("publishing\n");
const { outcome } = await store.publish(publicationOf({ baseRevision: revision, datasets }));
process.stdout.write(`${outcome}\n`);
await store.close();
