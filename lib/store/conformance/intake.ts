import { createCipheriv } from "node:crypto";
import { v7 } from "uuid";
import { expect } from "vitest";
import type { RawArtifact } from "#lib/store/intake.ts";
import type { Store } from "#lib/store/store.ts";
import { at } from "./evidence-values.ts";

const rawOf = (overrides: Partial<RawArtifact> = {}): RawArtifact => ({
  ...{ id: v7(), tool: "dbt", kind: "run_results", tokenId: "t1", tokenName: "ci", grants: ["ingest"], receivedAt: at(9) },
  ...{ key: v7(), body: Buffer.from('{"a": 1}') },
  ...overrides,
});

/** Bytes that cannot be packed. */
const noise = (bytes: number) => createCipheriv("aes-128-ctr", Buffer.alloc(16), Buffer.alloc(16)).update(Buffer.alloc(bytes));

const done = { state: "done", problem: null } as const;

/** Rules of what other tools hand in. */
export function intakeRules(rule: (name: string, check: (store: Store) => Promise<void>) => void): void {
  rule("an artifact is taken in once a token, comes back as it came, and again where it had failed", async ({ intake }) => {
    const raw = rawOf({ body: Buffer.from([0, 255, 10, 128]), key: "k".repeat(3_000) });
    expect(await intake.put([raw, rawOf({ key: "other" }), { ...raw, id: v7() }])).toEqual([true, true, false]);
    expect(await intake.put([{ ...raw, id: v7() }])).toEqual([false]);
    expect(await intake.put([{ ...raw, id: v7(), tokenId: "t2" }])).toEqual([true]);
    const { key: _, ...kept } = raw;
    expect(await intake.raw(raw.id)).toMatchObject(kept);
    expect([await intake.raw(v7()), await intake.raw("x"), await intake.replay("x"), await intake.replay(v7())]).toEqual([
      null,
      null,
      false,
      false,
    ]);
    await intake.processed(raw.id, at(9, 1), { state: "failed", problem: "There is no manifest." });
    expect(await intake.put([{ ...raw, id: v7() }])).toEqual([true]);
    expect((await intake.raws({ after: null, limit: 9 })).map(({ state, bytes, problem }) => [state, bytes, problem])).toHaveLength(3);
  });

  rule("two readers never share an artifact, the oldest goes first, and one whose lease ran out is read again", async ({ intake }) => {
    const raws = Array.from({ length: 12 }, (_, i) => rawOf({ receivedAt: at(9, 11 - i) }));
    await intake.put(raws);
    const taken = (await Promise.all(Array.from({ length: 4 }, () => intake.take(at(10), at(10, 5), 3)))).flat();
    expect([taken.length, new Set(taken.map(({ id }) => id)).size]).toEqual([12, 12]);
    expect(await intake.take(at(10, 4), at(10, 9), 99)).toEqual([]);
    const [first, second] = await intake.take(at(10, 5), at(10, 10), 99);
    expect([first?.id, second?.id]).toEqual([raws.at(-1)?.id, raws.at(-2)?.id]);
    for (const { id } of raws.slice(2)) await intake.processed(id, at(10, 6), done);
    expect((await intake.take(at(10, 10), at(10, 15), 99)).map(({ id }) => id)).toEqual([raws[1]?.id, raws[0]?.id]);
    expect(await intake.replay(raws[5]?.id ?? "")).toBe(true);
    expect((await intake.take(at(10, 11), at(10, 16), 99)).map(({ id }) => id)).toEqual([raws[5]?.id]);
    for (let hour = 11; hour < 20; hour += 1) await intake.take(at(hour), at(hour, 5), 99);
    // What ends its readers is not read for ever.
    expect(await intake.take(at(20), at(20, 5), 99)).toEqual([]);
    expect((await intake.raws({ after: null, limit: 99 })).filter(({ state }) => state === "failed")).toHaveLength(3);
    const page = await intake.raws({ after: raws[3]?.id ?? null, limit: 2 });
    expect(page.map(({ id }) => id)).toEqual([raws[4]?.id, raws[5]?.id]);
  });

  rule("a token hands in at most 100 MB within 24 hours, all or nothing, and others are not held up by it", async ({ intake }) => {
    const body = noise(34_000_000);
    const big = (overrides: Partial<RawArtifact> = {}) => rawOf({ body, ...overrides });
    expect(await intake.put([big(), big()])).toEqual([true, true]);
    const small = rawOf();
    await expect(intake.put([small, big()])).rejects.toMatchObject({ code: "TS-API-010" });
    expect(await intake.raw(small.id)).toBeNull();
    expect(await intake.put([small])).toEqual([true]);
    expect(await intake.put([rawOf({ tokenId: "t2" })])).toEqual([true]);
    const tomorrow = new Date(Date.parse(at(9)) + 86_400_001).toISOString();
    expect(await intake.put([big({ receivedAt: tomorrow })])).toEqual([true]);
  });

  rule("what was handed in goes after 30 days", async ({ intake }) => {
    const [old, young] = [rawOf({ receivedAt: at(9) }), rawOf({ receivedAt: at(11) })];
    await intake.put([old]);
    await intake.put([young]);
    await intake.sweep(new Date(Date.parse(at(10)) + 30 * 86_400_000).toISOString());
    expect([await intake.raw(old.id), (await intake.raw(young.id))?.id]).toEqual([null, young.id]);
  });

  rule("names that nobody knew are counted, the last heard of first, until they are forgotten", async ({ intake }) => {
    const entry = (name: string, tokenName = "ci") => ({ tool: "dbt" as const, name, tokenName });
    await intake.addUnmatched([entry("a"), entry("a"), entry("b")], at(9));
    await intake.addUnmatched([entry("b", "other"), { ...entry("a"), tool: "soda" }], at(10));
    await intake.addUnmatched([], at(10));
    const list = async () =>
      (await intake.unmatched()).map(({ tool, name, count, tokenName, firstAt, lastAt }) => [
        tool,
        name,
        count,
        tokenName,
        firstAt,
        lastAt,
      ]);
    expect(await list()).toEqual([
      ["dbt", "b", 2, "other", at(9), at(10)],
      ["soda", "a", 1, "ci", at(10), at(10)],
      ["dbt", "a", 2, "ci", at(9), at(9)],
    ]);
    await intake.forgetUnmatched("dbt", "a");
    expect(await list()).toHaveLength(2);
  });
}
