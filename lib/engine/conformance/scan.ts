/** For the suites of scans. */
import { expect } from "vitest";
import { type EngineHarness, limits } from "#lib/engine/conformance.ts";
import type { Limits } from "#lib/engine/engine.ts";
import type { Relation } from "#lib/engine/relation.ts";
import type { Measure, MeasureValue, ProfileRequest, ScanResult } from "#lib/engine/scan.ts";
import type { ColumnProfile } from "#lib/quality/profile.ts";

export interface ScanHarness extends EngineHarness {
  /** A relation whose rows are not there. */
  readonly missing: Relation;
  /** A relation of another engine. */
  readonly foreign: Relation;
  /** The engine keeps names of columns as they are written. */
  readonly hasCase: boolean;
  /** The engine tells how many distinct values there are, and so which are frequent, also where nothing asks for it. */
  readonly countsDistinct: boolean;
}

type Without<T, K extends string> = T extends unknown ? Omit<T, K> : never;
export type Asked = Without<Measure, "id" | "where"> & { readonly where?: string };

export const NOT_AFTER = "2026-11-22T12:05:00.000Z";

export interface ScanAsked {
  readonly measures?: readonly Asked[];
  readonly profile?: readonly ProfileRequest[];
  readonly timezone?: string;
  readonly limits?: Limits;
}

export async function scan({ engine }: ScanHarness, relation: Relation, asked: ScanAsked): Promise<ScanResult> {
  const measures = (asked.measures ?? []).map(
    ({ where, ...measure }, index) => ({ ...measure, id: `m${index}`, where: where === undefined ? null : { parts: [where] } }) as Measure,
  );
  const request = { relation, timezone: asked.timezone ?? "UTC", measures, profile: asked.profile ?? [] };
  const result = await engine().scan(request, asked.limits ?? limits());
  expect([...result.measures.keys()].toSorted()).toEqual(measures.map(({ id }) => id).toSorted());
  return result;
}

/** Values of the measures, in their order. */
export async function measured(
  harness: ScanHarness,
  sql: string,
  measures: readonly Asked[],
  timezone = "UTC",
): Promise<readonly MeasureValue[]> {
  const result = await scan(harness, await harness.relationOf(sql), { measures, timezone });
  return measures.map((_, index) => result.measures.get(`m${index}`) ?? { kind: "error", message: "nothing" });
}

export async function profiled(harness: ScanHarness, sql: string, column: string, values = true): Promise<ColumnProfile> {
  const result = await scan(harness, await harness.relationOf(sql), { profile: [{ column, values }] });
  const profile = result.profile.get(column);
  if (profile === undefined) throw new Error(`${column} has no profile`);
  return profile;
}

export const rows = (failing: number, of: number): MeasureValue => ({ kind: "rows", failing, of });
