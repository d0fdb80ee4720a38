import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { openAuditWriter } from "#lib/server/audit/writer.ts";
import type { AuditEvent } from "#lib/store/audit.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const event = (id: number, text = ""): AuditEvent => ({
  ...{
    id: String(id),
    at: new Date(0),
    actor: { kind: "anonymous", id: null, name: null },
    address: null,
    requestId: "r",
    action: "query",
  },
  ...{ datasets: [], columns: [], policies: [], format: null, rows: null, bytes: null, ms: 1, outcome: "ok" },
  sql: { text, parameters: 0 },
});

function openWriter(options: { readonly room?: number; readonly batch?: number } = {}) {
  const batches: string[][] = [];
  const failures: unknown[] = [];
  const state = { down: false };
  const audit = openAuditWriter({
    write: async (events) => {
      if (state.down) throw new Error("the database is down");
      batches.push(events.map(({ id }) => id));
    },
    log: { error: (entry: unknown) => void failures.push(entry) },
    ...options,
  });
  return { audit, batches, failures, state };
}

describe("the audit's writer", () => {
  test("writes what came within 100 ms in one batch", async () => {
    const { audit, batches } = openWriter();
    await audit.record(event(1));
    await vi.advanceTimersByTimeAsync(60);
    await audit.record(event(2));
    expect(batches).toEqual([]);
    await vi.advanceTimersByTimeAsync(40);
    expect(batches).toEqual([["1", "2"]]);
    await audit.record(event(3));
    await vi.advanceTimersByTimeAsync(100);
    expect(batches).toEqual([["1", "2"], ["3"]]);
  });

  test("waits for nothing when a batch is full", async () => {
    const { audit, batches } = openWriter({ batch: 2 });
    for (const id of [1, 2, 3]) await audit.record(event(id));
    await vi.advanceTimersByTimeAsync(0);
    expect(batches).toEqual([["1", "2"]]);
    await vi.advanceTimersByTimeAsync(100);
    expect(batches).toEqual([["1", "2"], ["3"]]);
  });

  test("writes a batch again until it is written, and loses and repeats nothing", async () => {
    const { audit, batches, failures, state } = openWriter();
    state.down = true;
    await audit.record(event(1));
    await vi.advanceTimersByTimeAsync(1_700);
    await audit.record(event(2));
    expect([batches, failures.length > 1]).toEqual([[], true]);
    state.down = false;
    await vi.advanceTimersByTimeAsync(700);
    expect(batches.flat()).toEqual(["1", "2"]);
  });

  test("makes calls wait while it is full, and refuses them when that takes too long", async () => {
    const { audit, batches, state } = openWriter({ room: 2 });
    state.down = true;
    await audit.record(event(1));
    await audit.record(event(2));
    const late = audit.record(event(3)).catch((error: unknown) => error);
    await vi.advanceTimersByTimeAsync(5_000);
    expect(await late).toMatchObject({ code: "TS-SERVER-002", headers: { "Retry-After": "5" } });
    const waiting = audit.record(event(4));
    await vi.advanceTimersByTimeAsync(2_000);
    state.down = false;
    await vi.advanceTimersByTimeAsync(1_000);
    await waiting;
    await vi.advanceTimersByTimeAsync(100);
    expect(batches.flat()).toEqual(["1", "2", "4"]);
  });

  test("is full with a few long statements, too", async () => {
    const { audit, state } = openWriter();
    state.down = true;
    for (let id = 0; id < 16; id += 1) await audit.record(event(id, "x".repeat(1_000_000)));
    const late = audit.record(event(99)).catch((error: unknown) => error);
    await vi.advanceTimersByTimeAsync(5_000);
    expect(await late).toMatchObject({ code: "TS-SERVER-002" });
  });

  test("writes what is waiting before it closes, and takes nothing in afterwards", async () => {
    const { audit, batches } = openWriter({ batch: 2 });
    for (const id of [1, 2, 3]) await audit.record(event(id));
    const closing = audit.close();
    await vi.advanceTimersByTimeAsync(1);
    await closing;
    expect(batches.flat()).toEqual(["1", "2", "3"]);
    await expect(audit.record(event(4))).rejects.toMatchObject({ code: "TS-SERVER-002" });
  });

  test("gives up after a while on a database that does not come back, and says how much was lost", async () => {
    const { audit, failures, state } = openWriter();
    state.down = true;
    for (const id of [1, 2]) await audit.record(event(id));
    const closing = audit.close();
    await vi.advanceTimersByTimeAsync(4_000);
    await closing;
    expect(failures.at(-1)).toEqual({ lost: 2 });
  });
});
