import { z } from "zod";
import type { ContractChange } from "#lib/contract/change.ts";
import type { JsonValue } from "#lib/contract/contract.ts";

export const changeLevelSchema = z.enum(["breaking", "additive", "editorial"]).meta({
  id: "ChangeLevel",
  description: "`breaking`: something that worked may fail or mean something else. `additive`: more is promised. `editorial`: words only.",
});

/** Read with `JSON.parse`, so it is JSON. */
const shown = z.custom<JsonValue>((value) => value !== undefined).meta({ override: { examples: ["VARCHAR(10)"] } });

/** One difference between two versions of a contract. */
export const contractChangeSchema = z
  .object({
    level: changeLevelSchema,
    kind: z.string().meta({ description: "Stable, for example `column.removed`. All kinds are listed in docs/changes.md." }),
    column: z.string().nullable(),
    message: z.string().meta({ description: "One sentence for a person, with names in backticks." }),
    before: shown.meta({ description: "null when there was nothing. Long values are cut." }),
    after: shown,
  })
  .meta({ id: "ContractChange" }) satisfies z.ZodType<ContractChange>;
