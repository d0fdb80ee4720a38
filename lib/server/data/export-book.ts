/** For tests: exports that are kept in memory, by the rules of `lib/store/conformance/exports.ts`. */
import type { ExportCaller, ExportRecord, ExportStore } from "#lib/store/exports.ts";

interface Kept {
  record: ExportRecord;
  readonly caller: ExportCaller;
  cancel: boolean;
}

export function openExportBook(): ExportStore {
  const book = new Map<string, Kept>();
  const mine = (id: string, { actor, scopeKey }: ExportCaller) => {
    const kept = book.get(id);
    return kept?.caller.actor === actor && kept.caller.scopeKey === scopeKey ? kept : undefined;
  };
  return {
    begin: async ({ id, caller, datasetId, about, at }) => {
      if (book.has(id)) return false;
      const nothing = { bytes: 0, rows: null, expectedRows: null, sha256: null, problem: null, finishedAt: null };
      book.set(id, { record: { id, datasetId, about, state: "running", ...nothing, startedAt: at, seenAt: at }, caller, cancel: false });
      return true;
    },
    progress: async (id, progress, at) => {
      const kept = book.get(id);
      if (kept?.record.state !== "running") return false;
      kept.record = { ...kept.record, ...progress, seenAt: at };
      return kept.cancel;
    },
    end: async (id, { at, ...end }) => {
      const kept = book.get(id);
      if (kept?.record.state === "running") kept.record = { ...kept.record, ...end, seenAt: at, finishedAt: at };
    },
    find: async (id, caller) => mine(id, caller)?.record ?? null,
    cancel: async (id, caller) => {
      const kept = mine(id, caller);
      if (kept !== undefined) kept.cancel = true;
    },
  };
}
