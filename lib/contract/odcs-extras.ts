import { readColumns } from "#lib/contract/column.ts";
import type { Column } from "#lib/contract/contract.ts";
import { type DatasetDraft, readDataset } from "#lib/contract/dataset.ts";
import { findText, mapsIn } from "#lib/contract/lenient.ts";
import type { ProblemLog } from "#lib/contract/problem-log.ts";
import { entryOf, isNull, type Spec, type SpecEntry, type SpecMap } from "#lib/contract/spec.ts";

/** What the standard cannot say stands in custom properties with this before the key of the catalog format: `touchstone.tier`. */
export const PREFIX = "touchstone.";

/** Fields of a dataset by the key that a catalog file has for them. */
export const FIELDS = {
  title: ["title"],
  description: ["description"],
  domain: ["domain"],
  owner: ["owner"],
  tags: ["tags"],
  terms: ["terms"],
  tier: ["tier"],
  status: ["status"],
  replaced_by: ["replacedBy"],
  docs: ["docs"],
  source: ["source"],
  sla: ["sla"],
  freshness: ["freshness"],
  quality_score: ["qualityTarget"],
  checks: ["checks"],
  monitors: ["monitors"],
  lineage: ["upstream"],
  version: ["version"],
  aliases: ["aliases"],
  access: ["access"],
  custom: ["custom"],
  odcs: ["odcs"],
  usage_examples: ["examples"],
} as const satisfies Readonly<Record<string, readonly (keyof DatasetDraft)[]>>;

/** Fields of a column in the same way. */
export const COLUMN_FIELDS = {
  type: ["type"],
  logical_type: ["logicalType"],
  description: ["description"],
  primary_key: ["primaryKey"],
  required: ["required"],
  unique: ["unique"],
  values: ["values"],
  min: ["min"],
  max: ["max"],
  exclusive: ["exclusiveMin", "exclusiveMax"],
  pattern: ["pattern"],
  references: ["references"],
  classification: ["classification"],
  term: ["term"],
} as const satisfies Readonly<Record<string, readonly (keyof Column)[]>>;

/** The custom properties of a schema object or property that are Touchstone's own, without their prefix. */
export function extrasOf(map: SpecMap): ReadonlyMap<string, SpecEntry> {
  const extras = new Map<string, SpecEntry>();
  for (const property of mapsIn(map, "customProperties")) {
    const name = findText(property, "property") ?? "";
    const value = entryOf(property, "value");
    if (name.startsWith(PREFIX) && value !== undefined) {
      const key = name.slice(PREFIX.length);
      extras.set(key, { key, keyAt: value.keyAt, value: value.value });
    }
  }
  return extras;
}

/** A dataset as the standard's part of the contract says it, with what `touchstone.…` says instead. An empty one takes the key away. */
export function withExtras(draft: DatasetDraft, extras: ReadonlyMap<string, SpecEntry>, log: ProblemLog): DatasetDraft {
  const keys = Object.keys(FIELDS).filter((key): key is keyof typeof FIELDS => extras.has(key));
  const inferred = inferredOf(draft, extras);
  if (keys.length === 0) return inferred;
  const { position } = draft;
  const given = keys.flatMap((key) => extras.get(key) ?? []);
  // The native reader wants these three; they count only where they are among the keys.
  const needed = ["description", "owner", "schema"].filter((key) => !given.some((entry) => entry.key === key && !isNull(entry.value)));
  const entries = [
    ...given.filter(({ key }) => !needed.includes(key)),
    ...needed.map((key) => ({ key, keyAt: position, value: neededFor(key, draft) })),
  ];
  const read = readDataset({ key: draft.name, keyAt: position, value: { kind: "map", entries, at: position } }, log);
  if (read === null) {
    log.error("TS-ODCS-002", position, `A custom property \`${PREFIX}…\` of ${draft.name} is not understood.`, "Mend or remove it.");
    return draft;
  }
  const said: Partial<DatasetDraft> = Object.fromEntries(keys.flatMap((key) => FIELDS[key].map((field) => [field, read[field]])));
  const cleared = {
    ...(keys.includes("description") && needed.includes("description") ? { description: "" } : {}),
    ...(keys.includes("owner") && needed.includes("owner") ? { owner: null } : {}),
  };
  return {
    ...inferred,
    ...said,
    ...cleared,
    inferred: ["title", "status"].filter((key) => (keys.some((own) => own === key) ? read : inferred).inferred.includes(key)),
    places: new Map([...draft.places, ...given.map(({ key, keyAt }) => [key, keyAt] as const)]),
  };
}

function neededFor(key: string, { position: at, columns }: DatasetDraft): Spec {
  if (key !== "schema") return { kind: "scalar", text: "-", plain: false, at };
  const type: Spec = { kind: "scalar", text: "STRING", plain: false, at };
  const items = columns.map(({ name }): Spec => ({ kind: "map", entries: [{ key: name, keyAt: at, value: type }], at }));
  return { kind: "list", items: items.length === 0 ? [{ kind: "map", entries: [{ key: "-", keyAt: at, value: type }], at }] : items, at };
}

/**
 * The standard wants a status and a version. `touchstone.inferred` holds what was filled in for that; while it still stands there, it
 * is inferred again.
 */
function inferredOf(draft: DatasetDraft, extras: ReadonlyMap<string, SpecEntry>): DatasetDraft {
  const filled = extras.get("inferred")?.value;
  if (filled === undefined) return draft;
  const status = findText(filled, "status") === draft.status;
  const version = draft.version !== null && findText(filled, "version") === draft.version;
  return {
    ...draft,
    ...(version ? { version: null } : {}),
    ...(status && !draft.inferred.includes("status") ? { status: "active", inferred: [...draft.inferred, "status"] } : {}),
  };
}

/** The same for a column. */
export function withColumnExtras(column: Column, extras: ReadonlyMap<string, SpecEntry>, log: ProblemLog): Column {
  const keys = Object.keys(COLUMN_FIELDS).filter((key): key is keyof typeof COLUMN_FIELDS => extras.has(key));
  if (keys.length === 0) return column;
  const { position: at, name } = column;
  const text = (key: string, value: string): SpecEntry => ({ key, keyAt: at, value: { kind: "scalar", text: value, plain: false, at } });
  const given = keys.flatMap((key) => extras.get(key) ?? []).filter(({ value }) => !isNull(value));
  const base = [text("type", column.type), text("logical_type", column.logicalType)];
  const entries = [...base.filter(({ key }) => !given.some((entry) => entry.key === key)), ...given];
  const item: SpecMap = { kind: "map", entries: [{ key: name, keyAt: at, value: { kind: "map", entries, at } }], at };
  const [read] = readColumns({ kind: "list", items: [item], at }, log);
  if (read === undefined) return column;
  const said: Partial<Column> = Object.fromEntries(keys.flatMap((key) => COLUMN_FIELDS[key].map((field) => [field, read.column[field]])));
  const merged = { ...column, ...said };
  return { ...merged, required: merged.required || merged.primaryKey };
}
