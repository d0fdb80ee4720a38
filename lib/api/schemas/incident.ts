import { z } from "zod";
import { instant, pageOf } from "#lib/api/schemas/shared.ts";

const seconds = z.number().min(0);
const text = (what: string) =>
  z.string(`${what} must be text`).trim().min(1, `${what} must not be empty`).max(2_000, `${what} is too long`);

const incidentSchema = z
  .object({
    id: z.string(),
    dataset: z.object({ name: z.string(), title: z.string() }),
    owner: z.string().nullable().meta({ description: "Id of the team whose dataset it is." }),
    check: z.string().meta({ description: "Id of the check, the same in every version of the contract." }),
    promise: z.string(),
    severity: z.enum(["critical", "error"]),
    state: z.enum(["open", "acknowledged", "resolved"]),
    isFlapping: z.boolean().meta({ description: "It passes, and is held open until it has been quiet for an hour." }),
    expected: z.string(),
    observed: z.string().meta({ description: "What was found last." }),
    wentBadAt: instant.meta({ description: "Since when the promise was broken. RFC 3339 in UTC." }),
    isApproximate: z.boolean().meta({ description: "It may have been broken before `wentBadAt`." }),
    detectedAt: instant,
    acknowledgedAt: instant.nullable(),
    acknowledgedBy: z.string().nullable(),
    resolvedAt: instant.nullable(),
    reason: z.string().nullable().meta({ description: "Why somebody resolved it by hand; null: the promise held again." }),
    lastFailedAt: instant,
    secondsToDetect: seconds,
    secondsToResolve: seconds.nullable().meta({ description: "Null while it is open." }),
    links: z.object({ html: z.url(), self: z.url() }),
  })
  .meta({ id: "Incident" });

const timesSchema = z
  .object({
    days: z.int(),
    opened: z.int(),
    resolved: z.int(),
    medianSecondsToDetect: seconds.nullable().meta({ description: "Of those whose beginning is known exactly; null: there is none." }),
    medianSecondsToResolve: seconds.nullable(),
  })
  .meta({ id: "IncidentTimes" });

export const incidentsSchema = pageOf(incidentSchema).extend({
  times: z.array(timesSchema).meta({ description: "Over all incidents that you may see and that opened in the last 30 and 90 days." }),
});

export const incidentStorySchema = incidentSchema
  .extend({
    events: z
      .array(
        z.object({
          at: instant,
          kind: z.enum(["opened", "failed", "passed", "flapping", "acknowledged", "commented", "resolved", "reopened"]),
          actor: z.string().nullable().meta({ description: "Who did it; null: Touchstone." }),
          text: z.string().nullable(),
        }),
      )
      .meta({ description: "From the oldest to the newest." }),
  })
  .meta({ id: "IncidentStory" });

export const incidentStepSchema = z.discriminatedUnion(
  "action",
  [
    z.strictObject({ action: z.literal("acknowledge") }),
    z.strictObject({ action: z.literal("comment"), text: text("The comment") }),
    z.strictObject({ action: z.literal("resolve"), reason: text("The reason") }),
  ],
  "must be acknowledge, comment or resolve",
);

export type IncidentAnswer = z.input<typeof incidentSchema>;
export type IncidentsAnswer = z.input<typeof incidentsSchema>;
export type IncidentStoryAnswer = z.input<typeof incidentStorySchema>;
