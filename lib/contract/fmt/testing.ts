import { expect } from "vitest";
import { type FormatOptions, formatFile } from "#lib/contract/fmt/format-file.ts";

/** For tests: the formatted text, after a second run that must change nothing. */
export function format(text: string, form: FormatOptions["form"] = "auto"): string {
  const result = formatFile({ file: "c.yaml", text }, { form });
  if (result.kind !== "formatted") throw new Error(JSON.stringify(result));
  expect(formatFile({ file: "c.yaml", text: result.text }, { form })).toEqual(result);
  return result.text;
}

/** One dataset around these lines. */
const dataset = (lines: string) => `data_catalog:\n  datasets:\n    orders:\n${lines.replace(/^(?=.)/gm, "      ")}`;
/** The lines of the dataset after formatting. */
export const inDataset = (lines: string, form: FormatOptions["form"] = "auto") =>
  format(dataset(lines), form)
    .replace(/^.*\n.*\n.*\n/, "")
    .replace(/^ {6}/gm, "");
/** A column of `schema:` after formatting. */
export const column = (text: string, form: FormatOptions["form"] = "auto") =>
  inDataset(`schema:\n  - ${text.replaceAll("\n", "\n  ")}\n`, form)
    .replace("schema:\n", "")
    .replace(/^ {2}/gm, "")
    .trimEnd();
