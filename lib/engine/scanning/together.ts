/** Several questions in one statement; where that fails, the one that is to blame is found and the others are answered. */
import type { Cell } from "#lib/engine/scanning/dialect.ts";

export type Outcome<T> = { readonly value: T } | { readonly problem: string };

/**
 * @param run answers all of them in one pass
 * @param sentenceOf what to say of the question that failed; `null`: it is not the question's fault, and the failure is thrown
 */
export async function answerTogether<Q, T>(
  questions: readonly Q[],
  run: (questions: readonly Q[]) => Promise<readonly T[]>,
  sentenceOf: (error: unknown) => string | null,
): Promise<readonly Outcome<T>[]> {
  if (questions.length === 0) return [];
  try {
    return (await run(questions)).map((value) => ({ value }));
  } catch (error) {
    const problem = sentenceOf(error);
    if (problem === null) throw error;
    if (questions.length === 1) return [{ problem }];
  }
  const middle = Math.ceil(questions.length / 2);
  const first = await answerTogether(questions.slice(0, middle), run, sentenceOf);
  return [...first, ...(await answerTogether(questions.slice(middle), run, sentenceOf))];
}

/** What is asked of one SELECT, and what the cells of its only row mean. */
export interface Fields<T> {
  readonly fields: readonly string[];
  readonly read: (cells: readonly (Cell | undefined)[]) => T;
}

/** In parts of at most so much: an engine keeps something for each, and a table may have a thousand columns. */
export async function answerInParts<Q, T>(
  questions: readonly Q[],
  { most, sizeOf }: { readonly most: number; readonly sizeOf: (question: Q) => number },
  run: (questions: readonly Q[]) => Promise<readonly T[]>,
  sentenceOf: (error: unknown) => string | null,
): Promise<readonly Outcome<T>[]> {
  const parts: Q[][] = [];
  let room = 0;
  for (const question of questions) {
    room -= sizeOf(question);
    if (room < 0 || parts.length === 0) {
      parts.push([]);
      room = most - sizeOf(question);
    }
    parts.at(-1)?.push(question);
  }
  const outcomes: Outcome<T>[] = [];
  for (const part of parts) outcomes.push(...(await answerTogether(part, run, sentenceOf)));
  return outcomes;
}

/** All fields of all questions, each text once. */
export async function selectFields<T>(
  questions: readonly Fields<T>[],
  select: (fields: readonly string[]) => Promise<readonly Cell[]>,
): Promise<readonly T[]> {
  const places = new Map<string, number>();
  for (const { fields } of questions) for (const field of fields) if (!places.has(field)) places.set(field, places.size);
  const cells = await select([...places.keys()]);
  return questions.map(({ fields, read }) => read(fields.map((field) => cells[places.get(field) ?? -1])));
}
