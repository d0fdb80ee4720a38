import { z } from "zod";
import type { ContractChange, VersionChange } from "#lib/contract/change.ts";
import type { JsonValue } from "#lib/contract/contract.ts";
import type { ColumnGuard } from "#lib/store/history.ts";

/** It was stored as JSON. */
const json = z.custom<JsonValue>((value) => value !== undefined).catch(null);

const change = z.object({
  level: z.enum(["breaking", "additive", "editorial"]),
  kind: z.string(),
  column: z.string().nullable().catch(null),
  message: z.string(),
  before: json,
  after: json,
}) satisfies z.ZodType<ContractChange>;

/** Those items of a list that are what they should be. */
function listOf<T extends z.ZodType>(item: T) {
  return z
    .array(z.unknown())
    .catch([])
    .transform((list) =>
      list.flatMap((value): z.output<T>[] => {
        const read = item.safeParse(value);
        return read.success ? [read.data] : [];
      }),
    );
}

const versionChange = z
  .object({
    kind: z.enum(["added", "changed", "moved"]).catch("changed"),
    renamedFrom: z.string().nullable().catch(null),
    changes: listOf(change),
  })
  .catch({ kind: "changed", renamedFrom: null, changes: [] });

/** As some version of Touchstone wrote it: what it did not know yet is empty, what nobody can read is left out. */
export function readVersionChange(stored: unknown): VersionChange {
  return versionChange.parse(stored);
}

const guards = listOf(
  z.object({
    name: z.string(),
    classification: z.string().nullable().catch(null),
    // What cannot be read is hidden from everybody.
    except: z.array(z.string()).nullable().catch([]),
  }),
);

export function readGuards(stored: unknown): readonly ColumnGuard[] {
  return guards.parse(stored);
}
