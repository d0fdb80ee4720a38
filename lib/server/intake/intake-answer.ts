import type { BatchAnswer, IntakeAnswer } from "#lib/api/schemas/intake.ts";
import type { Refused } from "#lib/intake/results/recognise.ts";
import type { RecognisedBody } from "#lib/server/intake/recognised-bodies.ts";

const MOST_REFUSED = 100;

type Kinds = readonly Pick<RecognisedBody, "tool" | "kind" | "version">[];

export function answerOf(artifacts: Kinds, isNew: readonly boolean[], refused: readonly Refused[]): IntakeAnswer {
  const groups = Map.groupBy(
    artifacts.map((artifact, index) => ({ ...artifact, isNew: isNew[index] === true })),
    ({ tool, kind, version }) => JSON.stringify([tool, kind, version]),
  );
  return {
    received: [...groups.values()].flatMap((group) => {
      const [first] = group;
      if (first === undefined) return [];
      const { tool, kind, version } = first;
      return [{ tool, kind, version, count: group.length, new: group.filter((each) => each.isNew).length }];
    }),
    refused: refused.slice(0, MOST_REFUSED).map(({ path, message }) => ({ path, message })),
  };
}

export function batchAnswerOf(artifacts: Kinds, isNew: readonly boolean[], refused: readonly Refused[]): BatchAnswer {
  const failed = refused.length;
  return {
    ...answerOf(artifacts, isNew, refused),
    status: failed === 0 ? "success" : "partial_success",
    summary: { received: artifacts.length + failed, successful: artifacts.length, failed, retriable: 0, non_retriable: failed },
    failed_events: refused
      .slice(0, MOST_REFUSED)
      .map(({ index, path, message }) => ({ index, reason: `${path} ${message}`, retriable: false })),
  };
}
