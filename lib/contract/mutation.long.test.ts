import { expect, test } from "vitest";
import { expectSane } from "#lib/contract/expect-sane.ts";
import { LONG, mutatedText, randomOf } from "#lib/contract/mutations.ts";

/** Longest time for one file, in milliseconds. */
const BOUND = 1_000;

test("20,000 mutated files give values or problems, each within a second", () => {
  const random = randomOf(71_400_209);
  let slowest = 0;
  for (let round = 0; round < 20_000; round += 1) {
    const text = mutatedText(random);
    const began = performance.now();
    try {
      expectSane({ "m.yaml": text, "z.yaml": LONG });
    } catch (cause) {
      throw new Error(`round ${round}:\n${text.slice(0, 3_000)}`, { cause });
    }
    const ms = performance.now() - began;
    slowest = Math.max(slowest, ms);
    expect(ms, `round ${round}:\n${text.slice(0, 3_000)}`).toBeLessThan(BOUND);
  }
  console.log(`slowest of 20,000: ${Math.round(slowest)} ms`);
}, 1_800_000);
