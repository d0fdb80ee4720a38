import type { Intake, LineageReport, RawArtifact, RawRecord, Unmatched } from "#lib/store/intake.ts";

interface Kept extends RawArtifact {
  state: RawRecord["state"];
  processedAt: string | null;
  problem: string | null;
  leaseUntil: string | null;
}

export interface MemoryIntake extends Intake {
  /** By `<tool> <job>`. */
  readonly lineage: ReadonlyMap<string, readonly LineageReport[]>;
}

/** What was handed in, for replay and tests. Nothing is removed and no quota holds. */
export function openMemoryIntake(): MemoryIntake {
  const kept = new Map<string, Kept>();
  const unmatched = new Map<string, Unmatched>();
  const lineage = new Map<string, readonly LineageReport[]>();
  const newestFirst = () =>
    [...kept.values()].toSorted((a, b) => (a.receivedAt === b.receivedAt ? (a.id < b.id ? 1 : -1) : a.receivedAt < b.receivedAt ? 1 : -1));
  const again = (raw: Kept) => Object.assign(raw, { state: "waiting", processedAt: null, problem: null, leaseUntil: null });
  const putOne = (raw: RawArtifact): boolean => {
    const known = [...kept.values()].find((other) => other.tokenId === raw.tokenId && other.key === raw.key);
    if (known === undefined) kept.set(raw.id, { ...raw, state: "waiting", processedAt: null, problem: null, leaseUntil: null });
    else if (known.state === "failed") again(known);
    else return false;
    return true;
  };
  return {
    lineage,
    put: async (raws) => raws.map(putOne),
    take: async (now, leaseUntil, limit) => {
      const due = newestFirst().filter(({ state, leaseUntil: until }) => state === "waiting" && (until === null || until <= now));
      return due
        .reverse()
        .slice(0, limit)
        .map((raw) => Object.assign(raw, { leaseUntil }));
    },
    processed: async (id, at, { state, problem }) => {
      const raw = kept.get(id);
      if (raw !== undefined) Object.assign(raw, { state, problem, processedAt: at, leaseUntil: null });
    },
    latest: async (tokenId, tool, kind) =>
      newestFirst().find((raw) => raw.tokenId === tokenId && raw.tool === tool && raw.kind === kind) ?? null,
    ofRun: async (tokenId, prefix, limit) =>
      newestFirst()
        .filter((raw) => raw.tokenId === tokenId && raw.key.startsWith(prefix))
        .slice(0, limit),
    retry: async (tokenId, tool, kind) => {
      for (const raw of kept.values())
        if (raw.tokenId === tokenId && raw.tool === tool && raw.kind === kind && raw.state === "failed") again(raw);
    },
    raws: async ({ after, limit }) => {
      const all = newestFirst();
      const from = after === null ? 0 : all.findIndex(({ id }) => id === after) + 1;
      return (after !== null && from === 0 ? [] : all.slice(from, from + limit)).map(({ body, leaseUntil: _lease, ...raw }) => ({
        ...raw,
        bytes: body.length,
      }));
    },
    raw: async (id) => kept.get(id) ?? null,
    replay: async (id) => {
      const raw = kept.get(id);
      if (raw !== undefined) again(raw);
      return raw !== undefined;
    },
    addUnmatched: async (entries, at) => {
      for (const entry of entries) {
        const key = `${entry.tool} ${entry.name}`;
        const known = unmatched.get(key);
        unmatched.set(key, { ...entry, firstAt: known?.firstAt ?? at, lastAt: at, count: (known?.count ?? 0) + 1 });
      }
    },
    unmatched: async () => [...unmatched.values()].toSorted((a, b) => (a.lastAt < b.lastAt ? 1 : -1)),
    forgetUnmatched: async (tool, name) => void unmatched.delete(`${tool} ${name}`),
    putLineage: async (tool, job, edges) => {
      const key = `${tool} ${job}`;
      const said = new Set(edges.map(({ datasetId }) => datasetId));
      lineage.set(key, [...(lineage.get(key) ?? []).filter(({ datasetId }) => !said.has(datasetId)), ...edges]);
    },
    sweep: async () => undefined,
  };
}
