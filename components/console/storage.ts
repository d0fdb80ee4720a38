import { addRun, type PastRun, parseRuns } from "#components/console/run-history.ts";

/** What the console keeps in this browser: the text that is being written, and what was run. Nothing of it is sent anywhere. */
const DRAFT = "touchstone.console.draft";
const RUNS = "touchstone.console.runs";

/** Of this tab; else the last one of any tab. */
export function readDraft(): string {
  return read(() => sessionStorage, DRAFT) ?? read(() => localStorage, DRAFT) ?? "";
}

export function keepDraft(sql: string): void {
  write(() => sessionStorage, DRAFT, sql);
  write(() => localStorage, DRAFT, sql);
}

export function readRuns(): readonly PastRun[] {
  return parseRuns(read(() => localStorage, RUNS));
}

/** Another tab may have run something meanwhile, so what is kept is read anew. */
export function keepRun(run: PastRun): readonly PastRun[] {
  const runs = addRun(readRuns(), run);
  write(() => localStorage, RUNS, JSON.stringify(runs));
  return runs;
}

export function clearRuns(): void {
  write(() => localStorage, RUNS, "[]");
}

/** Storage is closed in some private windows, and may be full; then things last as long as the page. */
function read(storage: () => Storage, key: string): string | null {
  try {
    return storage().getItem(key);
  } catch {
    return null;
  }
}

function write(storage: () => Storage, key: string, text: string): void {
  try {
    storage().setItem(key, text);
  } catch {
    return;
  }
}
