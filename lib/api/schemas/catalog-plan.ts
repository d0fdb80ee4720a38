import { z } from "zod";
import { changeLevelSchema, contractChangeSchema } from "#lib/api/schemas/contract-change.ts";
import type { CatalogPlan, DatasetPlan, VocabularyPlan } from "#lib/catalog/catalog-plan.ts";
import { PROBLEMS, type Problem, type ProblemCode } from "#lib/contract/problem.ts";

const positionSchema = z.object({ file: z.string(), line: z.number().int(), column: z.number().int() }).meta({ id: "Position" });

/** A newer server may know codes that this version does not; they stay as they are. */
const codeSchema = z
  .custom<ProblemCode>((code) => typeof code === "string" && /^TS-[A-Z]+-\d{3}$/.test(code))
  .meta({
    type: "string",
    description: `Stable, documented at \`/docs/errors/<code>\`, for example \`${Object.keys(PROBLEMS)[0] ?? ""}\`.`,
  });

/** Something to say about a catalog file. */
const catalogProblemSchema = z
  .object({
    code: codeSchema,
    level: z.enum(["error", "warning", "note"]),
    position: positionSchema,
    message: z.string(),
    hint: z.string().nullable(),
    dataset: z.string().nullable(),
  })
  .meta({ id: "CatalogProblem" }) satisfies z.ZodType<Problem>;

const datasetPlanSchema = z
  .object({
    name: z.string(),
    renamedFrom: z.string().nullable(),
    op: z
      .enum(["added", "changed", "removed", "kept"])
      .meta({ description: "`kept`: its text is broken, so its last good version stays." }),
    level: changeLevelSchema.nullable().meta({ description: "The worst of `changes`; a removal is breaking; null when kept." }),
    changes: z.array(contractChangeSchema),
    versionBefore: z.string().nullable(),
    versionAfter: z.string().nullable(),
    unannounced: z.string().nullable().meta({ description: "Breaking and not announced: why, and the remedy." }),
    downstream: z.array(z.string()).meta({ description: "With a breaking change: datasets below it, nearest first, at most 100." }),
    readers: z
      .array(z.object({ name: z.string(), reads: z.number().int() }))
      .nullable()
      .meta({ description: "With a breaking change: who read it in the last 30 days; null: not known." }),
    position: positionSchema.nullable().meta({ description: "In the new catalog; for what is removed, in the old one." }),
  })
  .meta({ id: "DatasetPlan" }) satisfies z.ZodType<DatasetPlan>;

const vocabularyPlanSchema = z
  .object({
    kind: z.enum(["term", "owner", "domain", "source", "metric", "policy", "title"]),
    id: z.string().meta({ description: "Empty for `policy` and `title`." }),
    op: z.enum(["added", "changed", "removed"]),
  })
  .meta({ id: "VocabularyPlan" }) satisfies z.ZodType<VocabularyPlan>;

/** What publishing a catalog would change. */
export const catalogPlanSchema = z
  .object({
    base: z
      .object({
        kind: z.enum(["published", "git"]),
        commit: z.string().nullable(),
        revision: z.number().int().nullable(),
        broken: z.array(z.string()).meta({ description: "Files of the base that could not be read: what they define counts as new." }),
      })
      .meta({ description: "What is compared with." }),
    datasets: z.array(datasetPlanSchema),
    vocabulary: z.array(vocabularyPlanSchema),
    counts: z.object({
      added: z.number().int(),
      changed: z.number().int(),
      removed: z.number().int(),
      kept: z.number().int(),
      unchanged: z.number().int(),
      breaking: z.number().int(),
    }),
    problems: z.array(catalogProblemSchema),
  })
  .meta({ id: "CatalogPlan" }) satisfies z.ZodType<CatalogPlan>;
