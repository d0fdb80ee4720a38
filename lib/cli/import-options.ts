import { UsageError } from "#lib/cli/command.ts";
import { isId } from "#lib/contract/name.ts";

/** Options that every kind of import has. */
export const OUTPUT_OPTIONS = {
  out: { type: "string" },
  force: { type: "boolean" },
  owner: { type: "string" },
} as const;

/** `--owner`: an id below `owners:`. */
export function ownerOption(owner: string | undefined): string | null {
  if (owner === undefined) return null;
  if (!isId(owner)) throw new UsageError(`'${owner}' is no id of an owner. Use letters, digits, '_', '-' and '.', at most 63 characters.`);
  return owner;
}
