import { z } from "zod";
import { instant, pageOf } from "#lib/api/schemas/shared.ts";
import { AUDIT_ACTIONS } from "#lib/store/audit.ts";

const auditEventSchema = z
  .object({
    id: z.string(),
    at: instant.meta({ description: "When the request came. RFC 3339 in UTC." }),
    actor: z.object({
      kind: z.enum(["anonymous", "token"]),
      id: z.string().nullable(),
      name: z.string().nullable(),
      address: z.string().nullable().meta({
        description: "Keyed hash of an anonymous reader's address. The same for the same address; the address itself is not kept.",
      }),
    }),
    requestId: z.string(),
    action: z.enum(AUDIT_ACTIONS),
    datasets: z
      .array(z.object({ id: z.string().nullable(), name: z.string() }))
      .meta({ description: "Without an id: a name that was asked for, and that meant nothing to this reader." }),
    columns: z.array(z.string()).meta({ description: "`orders.total`. Those in the answer; of a statement, all that it could have read." }),
    policies: z.array(z.string()).meta({ description: "What was in force: `orders.email: partial`, `orders: rows`." }),
    format: z.string().nullable(),
    rows: z.int().nullable().meta({ description: "That were sent; null when none were." }),
    bytes: z.int().nullable().meta({ description: "The same, before packing." }),
    ms: z.int(),
    outcome: z.string().meta({ description: "`ok`, `not-modified`, `cancelled`, or the code of the error." }),
    sql: z
      .object({ text: z.string(), parameters: z.int() })
      .nullable()
      .meta({ description: "The statement and how many values came with it, for 30 days. The values are not kept." }),
  })
  .meta({ id: "AuditEvent" });

export const auditSchema = pageOf(auditEventSchema);

export type AuditAnswer = z.input<typeof auditSchema>;
