import { expect, vi } from "vitest";
import { contractOf, positionOf, problemAt, publicationOf, putOf, wordsOf } from "#lib/store/fixture.ts";
import type { Store, StoreEvent } from "#lib/store/store.ts";
import { publishNow } from "./publish-now.ts";

/** Rules of what is kept of a publish besides the catalog: its problems, who published, and receipts. */
export function ingestionRules(rule: (name: string, check: (store: Store) => Promise<void>) => void): void {
  rule("problems are of the last ingestion, worst first, then by file and line", async (store) => {
    const problems = [
      problemAt("note", "a", 1),
      problemAt("error", "b", 2),
      problemAt("warning", "a", 1),
      problemAt("error", "b", 1),
      problemAt("error", "a", 9),
    ];
    await publishNow(store, { problems });
    expect((await store.problems()).map(({ level, position }) => `${level} ${position.file}${position.line}`)).toEqual([
      ...["error a9", "error b1", "error b2", "warning a1", "note a1"],
    ]);
  });

  rule("the last 100 ingestions are kept, newest first", async (store) => {
    for (let i = 0; i < 103; i += 1) await publishNow(store, { commit: `c${i}` });
    const kept = await store.ingestions(200);
    expect([kept.length, kept[0]?.commit, kept.at(-1)?.commit, (await store.ingestions(2)).length]).toEqual([100, "c102", "c3", 2]);
  });

  rule("the first push makes push the publisher, until the folder is adopted again", async (store) => {
    await publishNow(store, { publisher: "push", commit: "abc" });
    expect(await store.state()).toMatchObject({ publisher: "push", commit: "abc" });
    await store.adoptFolder();
    expect((await store.state()).publisher).toBe("folder");
  });

  rule("a folder that was planned before a push took over does not take the catalog back", async (store) => {
    const { revision } = await store.state();
    await publishNow(store, { publisher: "push", commit: "abc" });
    expect((await store.publish(publicationOf({ baseRevision: revision, publisher: "folder" }))).outcome).toBe("conflict");
    expect(await store.state()).toMatchObject({ publisher: "push", commit: "abc" });
  });

  rule("a publish that expected something else writes nothing, unless it changes nothing", async (store) => {
    const change = { datasets: [putOf(contractOf({ name: "a" }))], publisher: "push", commit: "one", author: "Ada" } as const;
    await publishNow(store, change);
    const expects = ({ commit }: { commit: string | null }) => commit === "zero";
    const [before, runs] = [await store.state(), await store.ingestions(10)];

    const other = { ...change, commit: "two", vocabulary: wordsOf({ title: "Other" }), expects };
    expect(await publishNow(store, other)).toEqual({ outcome: "stale", revision: before.revision });
    const reports = [{ dataset: "a", score: 90, measuredAt: "2026-01-01T00:00:00Z", source: "job", position: positionOf() }];
    expect((await publishNow(store, { publisher: "push", commit: "two", reports, expects })).outcome).toBe("stale");
    expect((await publishNow(store, { publisher: "push", commit: "two", expects })).outcome).toBe("unchanged");
    expect([await store.state(), await store.ingestions(10)]).toEqual([before, runs]);

    const asBelieved = { ...other, datasets: [], expects: ({ commit }: { commit: string | null }) => commit === "one" };
    expect((await publishNow(store, asBelieved)).outcome).toBe("published");
    expect(await store.state()).toMatchObject({ commit: "two", author: "Ada", title: "Other" });
  });

  rule("a receipt is kept with what it is a receipt for, for its token alone", async (store) => {
    const [mine, theirs] = ["00000000-0000-7000-8000-000000000001", "00000000-0000-7000-8000-000000000002"] as const;
    const receipt = (tokenId: string, key: string) => (answer: unknown) => ({ tokenId, key, requestHash: "a".repeat(64), answer });
    await publishNow(store, { vocabulary: wordsOf({ title: "A" }), receipt: receipt(mine, "k") });
    expect(await store.findReceipt(mine, "k")).toEqual(receipt(mine, "k")({ outcome: "published", revision: 1 }));
    expect([await store.findReceipt(theirs, "k"), await store.findReceipt(mine, "K")]).toEqual([null, null]);

    await publishNow(store, { vocabulary: wordsOf({ title: "B" }), receipt: receipt(mine, "lost"), expects: () => false });
    expect(await store.findReceipt(mine, "lost")).toBeNull();
  });

  rule("the last 100 receipts are kept", async (store) => {
    const tokenId = "00000000-0000-7000-8000-000000000001";
    for (let i = 0; i < 102; i += 1)
      await publishNow(store, { receipt: (answer) => ({ tokenId, key: `k${i}`, requestHash: "a".repeat(64), answer }) });
    const found = await Promise.all([0, 1, 2, 101].map((i) => store.findReceipt(tokenId, `k${i}`)));
    expect(found.map((receipt) => receipt !== null)).toEqual([false, false, true, true]);
  });

  rule("the errors that hold a dataset back are those in its file, in a folder above it, and about it", async (store) => {
    const other = { ...problemAt("error", "team/a.yaml", 2), dataset: "other" };
    const own = { ...problemAt("error", "b.yaml", 3), dataset: "My-Orders" };
    const problems = [
      problemAt("error", "team/", 1),
      problemAt("error", "team/a.yaml", 1),
      other,
      problemAt("error", "team", 1),
      own,
      problemAt("warning", "team/a.yaml", 9),
    ];
    await publishNow(store, { problems });
    const found = await store.problemsOf("team/a.yaml", "my_orders");
    expect(found.map(({ position }) => `${position.file}:${position.line}`)).toEqual(["b.yaml:3", "team/:1", "team/a.yaml:1"]);
    expect((await store.problemsOf("team/b.yaml", "x")).map(({ position }) => position.file)).toEqual(["team/"]);
  });

  rule("everyone hears of other problems, though nothing else changed", async (store) => {
    await publishNow(store, {});
    const heard: StoreEvent[] = [];
    const stop = await store.listen((event) => heard.push(event));
    await publishNow(store, {});
    await publishNow(store, { problems: [problemAt("error", "a", 1)] });
    await vi.waitFor(() => expect(heard.map(({ kind }) => kind)).toEqual(["all", "all"]));
    await stop();
  });

  rule("problems that stayed the same stay, and others take their place", async (store) => {
    const problems = [problemAt("error", "a", 1)];
    for (const next of [problems, problems, [], problems]) {
      await publishNow(store, { problems: next });
      expect(await store.problems()).toEqual(next);
    }
  });
}
