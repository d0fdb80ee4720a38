/** For tests: an observer over evidence in memory, a clock that is set by hand, and one dataset whose data are what the test says. */
import type { ScanResult } from "#lib/engine/scan.ts";
import type { Observer } from "#lib/observe/observer.ts";
import { openObserver } from "#lib/observe/open-observer.ts";
import type { Subject } from "#lib/observe/subject.ts";
import { type ContractOverrides, columnOf, contractOf, positionOf, promiseOf } from "#lib/store/fixture.ts";
import { type MemoryEvidence, openMemoryEvidence } from "#lib/store/memory-evidence.ts";

export const DATASET = "01900000-0000-7000-8000-000000000001";

export interface SampleData {
  readonly rows: number;
  /** Rows without an id, and rows whose id was there before. */
  readonly empty: number;
  readonly repeated: number;
  readonly newest: string | null;
  /** Values that lie in the future. */
  readonly later: number;
  readonly columns: readonly string[];
  /** When the file was written. */
  readonly changedAt: string;
}

export interface ObserverHarness extends MemoryEvidence {
  readonly observer: Observer;
  /** `null`: the source does not answer. */
  readonly load: (data: Partial<SampleData> | null) => void;
  readonly setClock: (at: string) => void;
  readonly look: () => ReturnType<Observer["observe"]>;
  readonly scans: () => number;
}

/** It promises a key, and rows that are at most a day old. */
const ORDERS: ContractOverrides = {
  name: "orders",
  source: { source: "lake", relation: null, files: "orders.parquet" },
  columns: [columnOf({ name: "id", primaryKey: true }), columnOf({ name: "updated_at", type: "TIMESTAMP", logicalType: "timestamp" })],
  freshness: { promised: "< 24 hours", maxAgeSeconds: 86_400, warnAfterSeconds: null, column: "updated_at", position: positionOf() },
  promises: [
    promiseOf({ kind: "columns", params: { columns: [] } }),
    promiseOf({ kind: "key", column: "id", params: { columns: ["id"] } }),
    promiseOf({ kind: "freshness", column: "updated_at", params: { maxAgeSeconds: 86_400, warnAfterSeconds: null, column: "updated_at" } }),
  ],
};

export function openObserverHarness(overrides: Partial<ContractOverrides> = {}): ObserverHarness {
  const contract = contractOf({ ...ORDERS, ...overrides });
  const subject: Subject = {
    ...{ id: DATASET, contract, publishedAt: "2026-10-01T00:00:00.000Z", isStale: false, owner: null, reportedAt: null, timezone: "UTC" },
    ...{ dimensionWeights: {}, upstream: [], downstream: [] },
  };
  let clock = "2026-11-01T06:00:00.000Z";
  let ids = 0;
  let scans = 0;
  let data: SampleData | null = null;
  const memory = openMemoryEvidence(() => ({ name: contract.name, title: contract.title, owner: null }));
  const scanned = (sample: SampleData): ScanResult => ({
    columns: sample.columns.map((name) => ({ name, type: name === "id" ? "VARCHAR" : "TIMESTAMP", nullable: true })),
    ...{ rows: sample.rows, bytes: null, profile: new Map(), elapsedMs: 1 },
    measures: new Map([
      ["not_null:id", { kind: "rows", failing: sample.empty, of: sample.rows }],
      ["unique:id", { kind: "rows", failing: sample.repeated, of: sample.rows }],
      ["freshness", { kind: "newest", newest: sample.newest, later: sample.later }],
    ]),
  });
  const now = () => new Date(clock);
  const observer = openObserver({
    evidence: memory.evidence,
    subjects: {
      find: async (id) => (id === DATASET ? subject : null),
      named: async () => null,
      all: async () => [subject],
      resolve: async () =>
        data === null
          ? { kind: "missing", reason: "No files of orders.parquet were found." }
          : {
              kind: "found",
              relation: {
                kind: "files",
                source: "lake",
                format: "parquet",
                paths: ["orders.parquet"],
                version: data.changedAt,
                columnTypes: {},
              },
              watched: null,
            },
    },
    engine: {
      describe: async () => (data === null ? [] : scanned(data).columns),
      probe: async () => [data === null ? null : { version: data.changedAt, changedAt: data.changedAt }],
      scan: async () => {
        scans += 1;
        if (data === null) throw new Error("there is nothing to scan");
        return scanned(data);
      },
    },
    statements: { run: async () => ({ columns: [], rows: [], more: false, isDelicate: false }) },
    now,
    newId: () => {
      ids += 1;
      return `01900000-0000-7000-9000-${String(ids).padStart(12, "0")}`;
    },
    audience: async () => ({ watchers: [], readers: 3 }),
  });
  return {
    ...memory,
    observer,
    load: (given) => {
      data =
        given === null
          ? null
          : {
              ...{ rows: 1_000, empty: 0, repeated: 0, newest: clock, later: 0, columns: ["id", "updated_at"], changedAt: clock },
              ...given,
            };
    },
    setClock: (at) => {
      clock = new Date(at).toISOString();
    },
    look: async () => await observer.observe(DATASET, "version", AbortSignal.timeout(5_000)),
    scans: () => scans,
  };
}
