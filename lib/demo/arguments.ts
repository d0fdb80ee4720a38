import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { AppError } from "#lib/errors.ts";
import type { RunOptions } from "./run.ts";
import { CUSTOMERS } from "./shop.ts";

/**
 * Reads `--home <folder> [--customers <n>] [--now <RFC 3339>]`.
 * @throws AppError TS-START-001 when something is missing or not understood.
 */
export function parseArguments(args: readonly string[]): RunOptions {
  const { values } = parseArgs({
    args: [...args],
    options: { home: { type: "string" }, customers: { type: "string" }, now: { type: "string" } },
    strict: true,
  });
  const customers = Number(values.customers ?? CUSTOMERS);
  const now = values.now === undefined ? Date.now() : Date.parse(values.now);
  if (values.home === undefined || values.home === "")
    throw new AppError("TS-START-001", "Say where the sample data belongs: --home <folder>.");
  if (!Number.isInteger(customers) || customers < 100 || customers > 10_000_000)
    throw new AppError("TS-START-001", "--customers takes a whole number from 100 to 10,000,000.");
  if (Number.isNaN(now)) throw new AppError("TS-START-001", "--now takes a time such as 2026-11-22T18:00:00Z.");
  return { home: resolve(values.home), customers, now };
}
