import { expect, it } from "vitest";
import { at } from "#lib/search/conformance/fixture.ts";
import { Building, Generations } from "#lib/search/embedded/generations.ts";

const pause = () => undefined;

function ready(): Generations {
  const generations = new Generations();
  generations.handle({ kind: "begin", thesaurus: { groups: [], owners: [] } }, pause);
  generations.handle({ kind: "finish", asOf: at(1) }, pause);
  return generations;
}

it("orders checkpoints as numbers, by transaction first", () => {
  const generations = ready();
  const apply = (xid: string, seq: string) => generations.handle({ kind: "apply", changes: [], upTo: { xid, seq } }, pause);
  expect(apply("99", "5000")).toMatchObject({ checkpoint: at(1) });
  expect(apply("100", "10")).toMatchObject({ checkpoint: { xid: "100", seq: "10" } });
  expect(apply("100", "9")).toMatchObject({ checkpoint: { xid: "100", seq: "10" } });
  expect(apply("18446744073709551615", "1")).toMatchObject({ checkpoint: { xid: "18446744073709551615", seq: "1" } });
});

it("answers nothing before the first generation is finished, nor adds to none", () => {
  const generations = new Generations();
  expect(() => generations.handle({ kind: "suggest", q: "orders", audience: "all", limit: 8 }, pause)).toThrow(Building);
  expect(() => generations.handle({ kind: "add", docs: [] }, pause)).toThrow(Building);
});

it("stops in the middle of a search that nobody waits for", () => {
  const stop = () => {
    throw new Error("stopped");
  };
  expect(() => ready().handle({ kind: "suggest", q: "orders of customers", audience: "all", limit: 8 }, stop)).toThrow("stopped");
});
