import { z } from "zod";
import { labels, percent, section, words } from "#lib/contract/schema/words.ts";

const age = z.string();
const ages = ["< 24 hours", "within 1 day", "1h30m", "PT24H", "daily"];

/** `freshness:` as a text or a map. */
export const freshness = z.union([
  age,
  section({
    max_age: age.meta({ description: "The greatest age of the newest row.", examples: ages }),
    warn_after: age.optional().meta({ description: "Warn already at this age." }),
    column: z
      .string()
      .optional()
      .meta({ description: "The column whose newest value tells the age. Otherwise `updated_at` and its like." }),
  }),
]);

export const datasetFreshness = freshness.meta({ description: "How old the newest row may be.", examples: ages });

/** `sla:` as a sentence or a map. */
export const sla = z
  .union([
    z.string(),
    section({
      promised: z.string().optional().meta({ description: "The sentence that is shown. Otherwise one is made of the other keys." }),
      by: words.optional().meta({ description: "The time of day.", examples: ["06:00", "6 AM ET"] }),
      timezone: z
        .string()
        .optional()
        .meta({ description: "The clock it is read from.", examples: ["Europe/Berlin", "UTC", "-05:00"] }),
      every: z
        .string()
        .optional()
        .meta({ description: "hour, day, week, month or weekdays.", examples: ["day", "weekdays"] }),
      on: labels.optional().meta({
        description: "Weekdays; with `every: month`, days of the month.",
        examples: [
          ["mon", "thu"],
          ["1", "15"],
        ],
      }),
      grace: words.optional().meta({ description: "How much later is still in time.", examples: ["30m"] }),
      evidence: z
        .enum(["data", "run", "file"])
        .optional()
        .meta({ description: "What shows that it arrived: the newest row, the end of a run, or the file." }),
      target: percent.optional().meta({ description: "The share of deadlines to keep.", examples: ["99%"] }),
      window: words.optional().meta({ description: "The time over which the target counts.", examples: ["90 days"] }),
    }),
  ])
  .meta({ description: "When the data is there.", examples: ["Updated by 6 AM ET on weekdays", "by 18:00 Europe/Berlin daily", "hourly"] });
