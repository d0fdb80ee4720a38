import { z } from "zod";
import { catalogPlanSchema } from "#lib/api/schemas/catalog-plan.ts";
import type { CatalogPlan } from "#lib/catalog/catalog-plan.ts";

/** A commit, or whatever another system calls its versions; for `base` also `revision-7`. */
export const commitSchema = z.string().regex(/^[!-~]{1,100}$/, "must be 1 to 100 characters without spaces");
export const authorSchema = z
  .string()
  .min(1, "must not be empty")
  .max(200, "must have at most 200 characters")
  .regex(/^\P{Cc}*$/u, "must not have control characters");

const unreadableSchema = z.strictObject({
  path: z.string().min(1).max(1_000).meta({ description: "With `/` at the end: a folder." }),
  code: z.enum(["TS-FILE-001", "TS-FILE-002", "TS-FILE-003"]),
  message: z.string().min(1).max(500),
  hint: z.string().min(1).max(500),
});

/** The JSON body of a push. */
export const pushBodySchema = z
  .strictObject({
    files: z.record(z.string(), z.string("must be text")).meta({ description: "Text of each file, by its path in the catalog folder." }),
    same: z
      .record(z.string(), z.string().regex(/^[\w-]{43}$/, "must be a SHA-256 in base64url"))
      .optional()
      .meta({
        description:
          "Files whose text the server has from the catalog that it was sent last, by the SHA-256 of that text. Those that it does not have are named in a 409 (`TS-PUSH-005`): send them.",
      }),
    unreadable: z
      .array(unreadableSchema)
      .max(10_000)
      .optional()
      .meta({ description: "Files that are there but could not be read: what they define stays published." }),
    commit: commitSchema.nullish().meta({ description: "The commit that the files are from." }),
    author: authorSchema.nullish(),
    base: commitSchema.nullish().meta({ description: "The commit that you believe is published; see `base` in the query." }),
    force: z.boolean().optional(),
  })
  .meta({ id: "Push" });

export type PushBody = z.input<typeof pushBodySchema>;

const countsSchema = z.object({
  files: z.number().int(),
  added: z.number().int(),
  changed: z.number().int(),
  removed: z.number().int(),
  kept: z.number().int().meta({ description: "Broken, so the last good version stays." }),
  unchanged: z.number().int(),
  errors: z.number().int(),
  warnings: z.number().int(),
  notes: z.number().int(),
});

/** The published catalog as a whole. */
export const catalogStateSchema = z
  .object({
    revision: z.number().int().meta({ description: "Grows with every publish that changes something; 0: nothing was ever published." }),
    publisher: z.enum(["folder", "push"]),
    commit: z.string().nullable(),
    author: z.string().nullable(),
    title: z.string().nullable(),
    publishedAt: z.iso.datetime().nullable(),
    base: z.string().meta({ description: "What to send as `base` of a push on top of this." }),
  })
  .meta({ id: "CatalogState" });

export type CatalogStateAnswer = z.input<typeof catalogStateSchema>;

/** What a push did. */
export const pushAnswerSchema = z
  .object({
    outcome: z.enum(["published", "unchanged"]),
    revision: z.number().int(),
    commit: z.string().nullable(),
    tookOver: z.boolean().meta({ description: "The server's folder was the publisher until now, and is no longer read." }),
    counts: countsSchema,
    plan: catalogPlanSchema.meta({
      description: "What was changed, with at most 1,000 problems, worst first; `counts` tells how many there are.",
    }),
    received: z
      .object({ bytes: z.number().int(), sha256: z.string() })
      .meta({ description: "The body as it arrived, before it was unpacked." }),
  })
  .meta({ id: "PushAnswer" });

export type PushAnswerBody = Omit<z.input<typeof pushAnswerSchema>, "plan"> & { readonly plan: CatalogPlan };
