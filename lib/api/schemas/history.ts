import { z } from "zod";
import { changeLevelSchema, contractChangeSchema } from "#lib/api/schemas/contract-change.ts";
import { instant, pageOf } from "#lib/api/schemas/shared.ts";

/** Which version of a contract an answer is about. */
export const versionMarkSchema = z
  .object({
    id: z.uuid(),
    version: z.string().meta({ description: "As declared, else the first 12 digits of the hash." }),
    hash: z.string(),
    commit: z.string().nullable(),
    author: z.string().nullable(),
    publishedAt: instant,
    current: z.boolean().meta({ description: "It is what is promised today." }),
  })
  .meta({ id: "VersionMark" });

const versionSchema = versionMarkSchema
  .extend({
    kind: z
      .enum(["added", "changed"])
      .meta({ description: "`added`: the first version, or the first after the dataset had been removed." }),
    renamedFrom: z.string().nullable(),
    level: changeLevelSchema.nullable().meta({ description: "The worst of `changes`; null without changes." }),
    breaking: z.boolean(),
    changes: z.array(contractChangeSchema).meta({ description: "Against the version before, worst first. Only what you may see today." }),
    links: z.object({
      html: z.url().meta({ description: "The dataset's page as of this version." }),
      self: z.url().meta({ description: "The dataset as of this version." }),
      contract: z.url(),
    }),
  })
  .meta({ id: "Version" });

export const historySchema = pageOf(versionSchema);
export type VersionMarkAnswer = z.input<typeof versionMarkSchema>;
export type HistoryAnswer = z.input<typeof historySchema>;
