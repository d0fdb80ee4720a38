import { posix } from "node:path";
import type { Column, DatasetContract, JsonObject, JsonValue, Mask, Policy, SourceRef } from "#lib/contract/contract.ts";
import { nativeCheck, nativeMonitor } from "#lib/contract/export/native-check.ts";
import { nativeColumn } from "#lib/contract/export/native-column.ts";
import { nativeFreshness, nativeSla } from "#lib/contract/export/native-sla.ts";
import { some } from "#lib/contract/export/some.ts";
import { mergePolicies } from "#lib/contract/policy.ts";
import { ProblemLog } from "#lib/contract/problem-log.ts";
import { isRelation } from "#lib/contract/source-ref.ts";

export interface NativeOptions {
  /** Masks that a classification brings along, so that they need not be said again; default: those of a catalog without a policy. */
  readonly classifications?: Policy["classifications"];
  /** The catalog file in which the text will stand, for the path to its document; default: where the contract stood. */
  readonly file?: string;
}

const BUILT_IN = mergePolicies([], new ProblemLog([])).classifications;

/**
 * A dataset as a native catalog file writes it below its name, in the short form wherever that says all. Read in the same catalog it is
 * the same contract again, to the hash. What was inferred is left to be inferred again. A contract without an owner or a description, as
 * other formats allow, has none here either; the native format asks for both.
 */
export function contractToSpec(contract: DatasetContract, options: NativeOptions = {}): JsonObject {
  const { classifications = BUILT_IN, file = contract.position.file } = options;
  const isInferred = (field: string) => contract.inferred.includes(field);
  const { doc, freshness } = contract;
  return {
    ...(isInferred("title") ? {} : { title: contract.title }),
    ...some("description", contract.description === "" ? null : contract.description),
    ...some("domain", contract.domain),
    ...some("owner", contract.owner),
    ...many("tags", contract.tags),
    ...many("terms", contract.terms),
    ...some("tier", contract.tier),
    ...(isInferred("status") ? {} : { status: contract.status }),
    ...some("replaced_by", contract.replacedBy),
    ...some("docs", doc === null ? null : posix.relative(posix.dirname(file), doc.file)),
    ...some("source", isInferred("source") ? null : nativeSource(contract.source, isInferred)),
    ...some("sla", contract.sla === null ? null : nativeSla(contract.sla)),
    ...some("freshness", freshness === null ? null : nativeFreshness(freshness, isInferred("freshness.column"))),
    ...some("quality_score", contract.qualityTarget === null ? null : percent(contract.qualityTarget)),
    schema: contract.columns.map(nativeColumn),
    ...many("checks", contract.checks.map(nativeCheck)),
    ...many("monitors", contract.monitors.map(nativeMonitor)),
    ...(contract.upstream.length === 0 ? {} : { lineage: { upstream: contract.upstream } }),
    ...some("version", contract.version),
    ...many("aliases", contract.aliases),
    ...filled("access", nativeAccess(contract, isInferred, classifications)),
    ...filled("custom", contract.custom),
    ...filled("odcs", contract.odcs),
    ...many(
      "usage_examples",
      contract.examples.map(({ name, description, sql }) => ({ name, ...some("description", description), sql })),
    ),
  };
}

function nativeSource(source: SourceRef | null, isInferred: (field: string) => boolean): JsonValue | null {
  if (source === null) return null;
  const id = isInferred("source.source") ? null : source.source;
  const { relation, files } = source;
  if (id !== null && files === null && !id.includes(".")) {
    if (isInferred("source.relation")) return id;
    const words = `${id}.${relation}`;
    if (relation !== null && isRelation(words)) return words;
  }
  return { ...some("source", id), ...some("relation", relation), ...some("files", files) };
}

function nativeAccess(
  { access, columns }: DatasetContract,
  isInferred: (field: string) => boolean,
  classifications: Policy["classifications"],
): JsonObject {
  const masks = columns.flatMap((column) => {
    const mask = nativeMask(column, classifications);
    return mask === null ? [] : [[column.name, mask] as const];
  });
  return {
    ...some("query", access.query),
    ...some("export", access.export),
    ...some("api", access.api),
    ...(isInferred("access.visibility") ? {} : { visibility: access.visibility }),
    ...(isInferred("access.data") ? {} : { data: access.data }),
    ...many("readers", access.readers),
    ...filled("mask", Object.fromEntries(masks)),
    ...some("rows", access.rows),
  };
}

/** `null` where the classification alone leads to the same mask. */
function nativeMask({ mask, classification }: Column, classifications: Policy["classifications"]): JsonValue | null {
  const usual =
    classification !== null && Object.hasOwn(classifications, classification) ? (classifications[classification] ?? null) : null;
  if (sameMask(mask, usual)) return null;
  if (mask === null) return "none";
  return mask.except.length === 0 ? mask.as : { as: mask.as, except: mask.except };
}

const sameMask = (a: Mask | null, b: Mask | null) => a?.as === b?.as && (a?.except ?? []).join("\n") === (b?.except ?? []).join("\n");

/** At most 12 decimals, never with an exponent. */
const percent = (score: number) => `${score.toFixed(12).replace(/\.?0+$/, "")}%`;

function many(key: string, values: readonly JsonValue[]): JsonObject {
  return values.length === 0 ? {} : { [key]: values };
}

function filled(key: string, value: JsonObject): JsonObject {
  return Object.keys(value).length === 0 ? {} : { [key]: value };
}
