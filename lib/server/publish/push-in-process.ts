/** For tests: one push by the publishing thread of a process of its own. `node push-in-process.ts <url> <word> <datasets> <token id>`. */
import { fileOf } from "#lib/server/publish/harness.ts";
import { openPublisher } from "#lib/server/publish/publisher.ts";

const [databaseUrl = "", word = "", count = "1", tokenId = ""] = process.argv.slice(2);
const files = { "a.yaml": fileOf(...Array.from({ length: Number(count) }, (_, at) => [`ds_${at}`, word] as const)) };
const publisher = openPublisher({ databaseUrl, defaultVisibility: "everyone", heapMb: 512, log: console });
const signal = new AbortController().signal;
const push = (said: object, body: object) =>
  publisher.push(
    {
      ...{ form: "json", dryRun: false, admin: true, said, receipt: { tokenId, key: word } },
      body: new TextEncoder().encode(JSON.stringify(body)),
    },
    signal,
  );
// So that the thread has loaded its code, and what follows is the push itself.
await push({}, { files: {}, base: "never" }).catch(() => undefined);
process.stdout.write("publishing\n");
const { json, replayed } = await push({ commit: word }, { files });
const { outcome }: { outcome: string } = JSON.parse(new TextDecoder().decode(json));
process.stdout.write(`${outcome}${replayed ? " again" : ""}\n`);
await publisher.close();
