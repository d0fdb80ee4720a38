import { z } from "zod";

const setting = z.object({
  value: z.int(),
  variable: z.string().meta({ description: "The environment variable that sets it." }),
});

export const limitsSchema = z
  .object({
    reader: z.enum(["anonymous", "person"]).meta({ description: "Whose `yours` are: `person` with a token." }),
    limits: z.array(
      z.object({
        id: z.string(),
        title: z.string(),
        unit: z.enum(["ms", "rows", "KiB", "KiB/s", "MB", "at once", "waiting"]),
        yours: z.int(),
        anonymous: setting,
        person: setting,
      }),
    ),
  })
  .meta({ id: "Limits" });

export type LimitsView = z.output<typeof limitsSchema>;
export type LimitView = LimitsView["limits"][number];
