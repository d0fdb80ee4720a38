import { z } from "zod";
import { pageSchema } from "#lib/api/schemas/shared.ts";

export const rowsSchema = z
  .object({
    data: z
      .array(z.record(z.string(), z.unknown()))
      .meta({ description: "Integers beyond 2^53 and decimals are strings, times RFC 3339 in UTC, bytes base64." }),
    columns: z.array(z.object({ name: z.string(), type: z.string() })),
    page: pageSchema,
  })
  .meta({ id: "Rows" });

export type RowsAnswerBody = z.input<typeof rowsSchema>;
