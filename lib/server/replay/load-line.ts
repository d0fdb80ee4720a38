/** `loads.jsonl`: what happened to the data of a catalog, one line each. */
import { isAbsolute, normalize } from "node:path";
import { z } from "zod";
import { AppError } from "#lib/errors.ts";

const insideFolder = z
  .string()
  .min(1)
  .refine((path) => !isAbsolute(path) && !normalize(path).startsWith(".."), "must be a path inside of the folder");

const LINE = z
  .looseObject({
    /** RFC 3339 with a zone. */
    at: z.iso.datetime({ offset: true, error: "must be a time with a zone, for example 2026-10-01T06:00:00Z" }),
    dataset: z.string().min(1).optional(),
    /** The file that arrives, relative to the folder of `loads.jsonl`. */
    file: insideFolder.optional(),
    /** What it is called where the data lies; absent: as the contract's `files` says, else as it is called. */
    as: insideFolder.optional(),
    /** `true`: all files of the dataset go; a name: that one. */
    delete: z.union([z.literal(true), insideFolder]).optional(),
    /** What another tool reports: an OpenLineage event, or an artifact as it is posted to `/api/v1/results`. */
    event: z.unknown().optional(),
  })
  .refine(
    (line) => [line.file, line.delete, line.event].filter((what) => what !== undefined).length === 1,
    "needs exactly one of file, delete and event",
  )
  .refine((line) => line.event !== undefined || line.dataset !== undefined, "needs the dataset that it is about");

export interface LoadLine {
  /** Epoch milliseconds. */
  readonly at: number;
  readonly dataset: string | null;
  readonly what:
    | { readonly kind: "file"; readonly path: string; readonly as: string | null }
    /** `null`: all of them. */
    | { readonly kind: "delete"; readonly name: string | null }
    | { readonly kind: "event"; readonly body: unknown };
}

/** In the order of time; lines of one instant stay in theirs. @throws AppError TS-API-003 that names the line */
export function parseLoads(text: string): readonly LoadLine[] {
  const lines = text.split(/\r?\n/).flatMap((line, index) => (line.trim() === "" ? [] : [parseLine(line, index + 1)]));
  return lines.toSorted((a, b) => a.at - b.at);
}

function parseLine(line: string, number: number): LoadLine {
  let json: unknown;
  try {
    json = JSON.parse(line);
  } catch (error) {
    throw new AppError("TS-API-003", `loads.jsonl, line ${number} is no JSON. Write one object on each line.`, { cause: error });
  }
  const parsed = LINE.safeParse(json);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const where = issue === undefined || issue.path.length === 0 ? "it" : issue.path.join(".");
    throw new AppError("TS-API-003", `loads.jsonl, line ${number}: ${where} ${issue?.message ?? "is wrong"}.`);
  }
  const { at, dataset = null, file, as = null, delete: gone, event } = parsed.data;
  const what =
    file !== undefined
      ? ({ kind: "file", path: file, as } as const)
      : gone !== undefined
        ? ({ kind: "delete", name: gone === true ? null : gone } as const)
        : ({ kind: "event", body: event } as const);
  return { at: Date.parse(at), dataset, what };
}
