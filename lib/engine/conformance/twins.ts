/** Two relations that differ only in what a reader must not see. */
import { expect } from "vitest";
import type { Relation } from "#lib/engine/relation.ts";

export type Twins = readonly [Relation, Relation];

/** Asks the same of both and gives the one answer, in which nothing secret stands. */
export async function askBoth<T>(twins: Twins, secret: RegExp, ask: (relation: Relation) => Promise<T>): Promise<T> {
  const [one, other] = [await ask(twins[0]), await ask(twins[1])];
  expect(other).toEqual(one);
  expect(JSON.stringify(one)).not.toMatch(secret);
  return one;
}

/** The questions that would tell nothing of twins even without a policy: a test that asks them could not fail. */
export async function idleProbes(
  probes: readonly string[],
  twins: Twins,
  secret: RegExp,
  ask: (text: string, relation: Relation) => Promise<unknown>,
): Promise<readonly string[]> {
  const idle: string[] = [];
  for (const text of probes) {
    const [one, other] = [JSON.stringify(await ask(text, twins[0])), JSON.stringify(await ask(text, twins[1]))];
    if (one === other && !secret.test(one)) idle.push(text);
  }
  return idle;
}
