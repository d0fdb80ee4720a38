import { UsageError } from "#lib/cli/command.ts";
import { hintNearest } from "#lib/contract/nearest.ts";

const FORMATS = ["text", "json", "github"] as const;
export type PushFormat = (typeof FORMATS)[number];

/** `--json` is short for `--format json`. */
export function readPushFormat({ format, json }: { readonly format?: string; readonly json?: boolean }): PushFormat {
  if (format === undefined) return json === true ? "json" : "text";
  const found = FORMATS.find((one) => one === format);
  if (found !== undefined) return found;
  throw new UsageError(`There is no format '${format}'. ${hintNearest(format, FORMATS) ?? `Formats: ${FORMATS.join(", ")}.`}`);
}
