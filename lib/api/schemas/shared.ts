import { z } from "zod";

export const instant = z.iso.datetime().meta({ description: "RFC 3339 in UTC." });

export const pageSchema = z
  .object({
    next: z.string().nullable().meta({ description: "`cursor` of the next page; null on the last." }),
    total: z.number().int().nullable().meta({ description: "How many items there are on all pages; null when that is not counted." }),
  })
  .meta({ id: "Page" });

export const pageOf = <T extends z.ZodType>(item: T) => z.object({ data: z.array(item), page: pageSchema });

/** RFC 9457. */
export const problemSchema = z
  .object({
    type: z.url().meta({ description: "Address of the page about this kind of problem." }),
    title: z.string(),
    status: z.number().int(),
    detail: z.string().meta({ description: "What happened and what to do, for a person." }),
    instance: z.string().meta({ description: "Path and query that were asked for." }),
    requestId: z.string(),
    errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
  })
  .meta({ id: "Problem" });
