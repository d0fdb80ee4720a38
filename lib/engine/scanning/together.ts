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

/** In parts of at most so much: an engine keeps something for each question, and a table may have a thousand columns. */
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

/** What is asked of one SELECT, and what the cells of its only row mean. */
export interface Fields<T> {
  readonly fields: readonly string[];
  readonly read: (cells: readonly (Cell | undefined)[]) => T;
  /** Fields, also others than those, that are told without reading a row where the engine knows ends and counts. */
  readonly free?: readonly string[];
  /** The answer as far as those tell; `null`: the rows have to be read. */
  readonly shortcut?: (known: ReadonlyMap<string, Cell>) => T | null;
}

/** All fields of all questions, each text once, without those that are known. */
export async function selectFields<T>(
  questions: readonly Fields<T>[],
  known: ReadonlyMap<string, Cell>,
  select: (fields: readonly string[]) => Promise<readonly Cell[]>,
): Promise<readonly T[]> {
  const wanted = new Set(questions.flatMap(({ fields }) => fields).filter((field) => !known.has(field)));
  const cells = wanted.size === 0 ? [] : await select([...wanted]);
  const found = new Map([...known, ...[...wanted].map((field, index) => [field, cells[index] ?? null] as const)]);
  return questions.map(({ fields, read }) => read(fields.map((field) => found.get(field))));
}
