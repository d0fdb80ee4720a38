import { externalName, relationParts } from "#lib/intake/results/external-names.ts";
import { type Fields, fieldsOf, lineOf } from "#lib/intake/results/received.ts";
import type { ExternalName } from "#lib/intake/results/reported.ts";

interface Where {
  readonly meta: Fields;
  /** Key in a checkpoint's result: `ValidationResultIdentifier::suite/run/time/batch`. */
  readonly identifier: string | null;
  /** `<data source>-<asset>`, in every expectation. */
  readonly batchId: string | null;
  /** Of data in memory nothing else has a name that lasts. */
  readonly suite: string | null;
}

/** What a validation looked at. 1.x and 0.18 name the asset; before, and in short reports, the batch has to do. */
export function gxNameOf({ meta, identifier, batchId, suite }: Where): ExternalName | null {
  const active = fieldsOf(meta["active_batch_definition"]);
  const spec = { ...fieldsOf(meta["batch_kwargs"]), ...fieldsOf(meta["batch_spec"]) };
  const asset = lineOf(active["data_asset_name"]) ?? lineOf(spec["data_asset_name"]) ?? lineOf(spec["asset_name"]);
  const source = lineOf(active["datasource_name"]) ?? lineOf(spec["datasource"]) ?? lineOf(spec["datasource_name"]);
  const table = lineOf(spec["table_name"]) ?? lineOf(spec["table"]);
  const path = lineOf(spec["path"] ?? spec["reader_options"]);
  const batch = [batchId, lineOf(identifier?.split("/").at(-1) ?? null)].find((id) => id != null && !MADE_UP.test(id)) ?? null;
  const called = asset ?? table ?? (path === null ? null : fileName(path));
  if (called !== null) {
    const relation =
      table !== null
        ? [lineOf(spec["schema_name"] ?? spec["schema"]), ...relationParts(table)]
        : asset !== null
          ? relationParts(asset)
          : [fileName(path ?? "")];
    return externalName(`gx:${called}`, relation, source === null ? [] : [`gx:${source}/${called}`, `gx:${source}-${called}`]);
  }
  if (batch === null) return suite === null ? null : externalName(`gx:${suite}`, []);
  // `warehouse-orders`: the source's name may have a hyphen, too, so the asset is any of the ends.
  const ends = [...batch.matchAll(/-/g)].slice(0, 10).map(({ index }) => batch.slice(index + 1));
  const last = ends[0] ?? batch;
  return externalName(
    `gx:${batch}`,
    relationParts(last),
    ends.map((end) => `gx:${end}`),
  );
}

/** A hash or UUID of one batch, another one the next time. */
const MADE_UP = /^(?:[0-9a-z]{32}|[0-9a-f]{8}-[0-9a-f-]{27})$/i;

const fileName = (path: string) => (path.split(/[\\/]/).at(-1) ?? path).replace(/\.\w{1,8}(?:\.gz)?$/, "");
