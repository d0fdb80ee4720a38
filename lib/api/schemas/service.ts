import { z } from "zod";

export const liveSchema = z.object({ status: z.literal("live") }).meta({ id: "Live" });

export const readySchema = z
  .object({
    status: z.enum(["ready", "unavailable"]),
    dependencies: z.array(
      z.object({
        name: z.enum(["database", "search", "engine"]),
        state: z.enum(["ready", "building", "down"]),
        detail: z.string().nullable(),
      }),
    ),
    /** Servers that hold data. One that is down takes its own datasets along and nothing else, so the answer stays 200. */
    sources: z.array(z.object({ id: z.string(), engine: z.enum(["postgres", "trino"]), state: z.enum(["ready", "down", "unset"]) })),
  })
  .meta({ id: "Ready" });

export type ReadyAnswer = z.input<typeof readySchema>;
