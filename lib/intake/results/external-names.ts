import { cleanText } from "#lib/intake/clean-text.ts";
import type { ExternalName } from "#lib/intake/results/reported.ts";

const MAX_ALIAS = 400;
const MAX_PARTS = 6;

export function externalName(alias: string, relation: readonly (string | null | undefined)[], also: readonly string[] = []): ExternalName {
  const parts = relation.flatMap((part) => cleanText(part, 200) ?? []);
  return {
    alias: aliasText(alias),
    also: [...new Set(also.map(aliasText))].filter((other) => other !== ""),
    relation: parts.slice(-MAX_PARTS),
    isOurs: false,
  };
}

/** A dataset by one of our names for it. */
export function ourName(name: string): ExternalName {
  return { alias: aliasText(name), also: [], relation: [], isOurs: true };
}

const aliasText = (text: string) => cleanText(text.slice(0, MAX_ALIAS * 2), MAX_ALIAS) ?? "";

/** `"db"."main"."orders"`, `` `p.d.t` ``, `db.main.[orders]` → its parts without quotes. */
export function relationParts(text: string): readonly string[] {
  const parts: string[] = [];
  // A quoted part may hold dots, and so may backticks around a whole relation, which then are parts all the same.
  for (const match of text.slice(0, 1_000).matchAll(/"((?:[^"]|"")*)"|`([^`]*)`|\[([^\]]*)\]|([^."`[\]]+)/g)) {
    const [, double, back, bracket, plain] = match;
    if (back !== undefined) parts.push(...back.split("."));
    else parts.push(double?.replaceAll('""', '"') ?? bracket ?? plain?.trim() ?? "");
  }
  return parts.filter((part) => part !== "");
}

const FILES = /^(?:file|s3a?|s3n|gs|gcs|abfss?|wasbs?|hdfs|dbfs|adl|oss|cos)(?::|$)/i;
const DATA_FILE = /\.(?:csv|tsv|parquet|json|jsonl|ndjson|avro|orc|txt|xlsx|delta)(?:\.(?:gz|zst|bz2|snappy))?$/i;

/** Of an OpenLineage dataset: relations are dotted, and of files the last part of the path tells, without its ending and partitions. */
export function lineageRelation(namespace: string, name: string): readonly string[] {
  if (!FILES.test(namespace) && !name.includes("/")) return relationParts(name);
  const segments = name.split("/").filter((segment) => segment !== "" && !segment.includes("=") && !segment.includes("*"));
  const last = segments.at(-1)?.replace(DATA_FILE, "") ?? "";
  return last === "" ? [] : [last];
}
