import { z } from "zod";

const receivedSchema = z.object({
  tool: z.enum(["dbt", "great-expectations", "openlineage", "soda", "data-contract-cli", "api"]),
  kind: z.string().meta({ description: "`run_results`, `manifest`, `checkpoint_result`, `run_event`, …" }),
  version: z.string().nullable().meta({ description: "As the artifact says itself." }),
  count: z.int().min(1).meta({ description: "How many of them this request had." }),
  new: z.int().min(0).meta({ description: "How many of those had not been handed in before. The others change nothing." }),
});

const refusedSchema = z.object({ path: z.string(), message: z.string() });

/** What a request handed in, as it was recognised. It is read after the answer. */
export const intakeAnswerSchema = z.object({
  received: z.array(receivedSchema),
  refused: z.array(refusedSchema).meta({ description: "Events of a batch that cannot be taken, at most 100. All others were." }),
});

export type IntakeAnswer = z.infer<typeof intakeAnswerSchema>;

/** As the interface of OpenLineage answers a batch, with ours beside it. */
export const batchAnswerSchema = intakeAnswerSchema.extend({
  status: z.enum(["success", "partial_success"]),
  summary: z.object({ received: z.int(), successful: z.int(), failed: z.int(), retriable: z.int(), non_retriable: z.int() }),
  failed_events: z.array(z.object({ index: z.int(), reason: z.string(), retriable: z.boolean() })),
});

export type BatchAnswer = z.infer<typeof batchAnswerSchema>;

/** Somebody else's JSON. */
export const artifactSchema = z.looseObject({});

export const replayedSchema = z.object({ id: z.string(), state: z.literal("waiting") });
