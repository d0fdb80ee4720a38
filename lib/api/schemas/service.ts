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
  })
  .meta({ id: "Ready" });

export type ReadyAnswer = z.input<typeof readySchema>;
