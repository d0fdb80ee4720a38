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

/** `--source`: an id below `sources:`, which holds no dot. */
export function sourceOption(source: string | undefined): string | null {
  if (source === undefined) return null;
  if (!isId(source) || source.includes("."))
    throw new UsageError(`'${source}' is no id of a source. Use letters, digits, '_' and '-', at most 63 characters.`);
  return source;
}
