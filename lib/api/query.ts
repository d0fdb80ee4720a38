import { z } from "zod";
import { findNearest } from "#lib/contract/nearest.ts";
import { AppError, type ErrorDetail } from "#lib/errors.ts";

/** Takes several values: declared as an array, however it is wrapped. */
function takesMany(schema: z.core.$ZodType): boolean {
  const { def } = schema._zod;
  if (def.type === "array") return true;
  return "innerType" in def && def.innerType instanceof z.core.$ZodType ? takesMany(def.innerType) : false;
}

/**
 * A query string as the route declares it. Strict: an unknown parameter, a repeated one that takes one value, or a bad value is refused,
 * all of a kind at once, because a parameter that is silently ignored gives an answer to another question.
 * @throws AppError TS-API-004 for unknown parameters, TS-API-003 for bad values
 */
export function parseQuery<Q extends z.ZodObject>(schema: Q, query: string): z.output<Q> {
  const given = new URLSearchParams(query);
  const known = Object.keys(schema.shape);
  const unknown = [...new Set(given.keys())].filter((name) => !known.includes(name));
  if (unknown.length > 0) throw unknownParameters(unknown, known);
  const raw: Record<string, string | readonly string[]> = {};
  for (const name of new Set(given.keys())) {
    const values = given.getAll(name);
    const parameter = schema.shape[name];
    if (values.some((value) => value.includes("\0"))) throw badValues([{ path: `query.${name}`, message: "has a null character in it" }]);
    if (parameter !== undefined && takesMany(parameter)) raw[name] = [...new Set(values.flatMap((value) => value.split(",")))];
    else if (values.length > 1) throw badValues([{ path: `query.${name}`, message: "is given more than once" }]);
    else raw[name] = values[0] ?? "";
  }
  const result = schema.safeParse(raw);
  if (result.success) return result.data;
  const details = result.error.issues.map(({ path, message }) => ({ path: `query.${String(path[0] ?? "")}`, message }));
  throw badValues([...new Map(details.map((detail) => [detail.path, detail])).values()]);
}

/**
 * The same for a route that takes filters: what is none of its parameters is given back as it was sent, for the dataset's columns.
 * @throws AppError TS-API-003
 */
export function parseFilteredQuery<Q extends z.ZodObject>(
  schema: Q,
  query: string,
): { readonly params: z.output<Q>; readonly filters: { readonly pairs: readonly [string, string][]; readonly parameters: string[] } } {
  const parameters = Object.keys(schema.shape);
  const given = [...new URLSearchParams(query)];
  const pairs = given.filter(([name]) => !parameters.includes(name));
  const odd = pairs.find((pair) => pair.some((text) => text.includes("\0")));
  if (odd !== undefined) throw badValues([{ path: `query.${shown(odd[0].replaceAll("\0", ""))}`, message: "has a null character in it" }]);
  const own = new URLSearchParams(given.filter(([name]) => parameters.includes(name)));
  return { params: parseQuery(schema, own.toString()), filters: { pairs, parameters } };
}

function unknownParameters(unknown: readonly string[], known: readonly string[]): AppError {
  const sentences = unknown.slice(0, 10).map((name) => {
    const nearest = findNearest(name, known);
    return `'${shown(name)}' is not a parameter${nearest === null ? "" : `; did you mean '${nearest}'?`}`;
  });
  const all = known.length === 0 ? " This route takes none." : ` It takes ${known.join(", ")}.`;
  const stop = sentences.at(-1)?.endsWith("?") === true ? "" : ".";
  const hint = sentences.every((sentence) => sentence.endsWith("?")) ? "" : all;
  return new AppError("TS-API-004", sentences.join("; ") + stop + hint, {
    details: unknown.slice(0, 10).map((name) => ({ path: `query.${shown(name)}`, message: "unknown" })),
  });
}

function badValues(details: readonly ErrorDetail[]): AppError {
  return new AppError("TS-API-003", `${details.map(({ path, message }) => `${path.replace("query.", "")} ${message}`).join("; ")}.`, {
    details,
  });
}

const shown = (name: string) => (name.length > 60 ? `${name.slice(0, 60)}…` : name);
