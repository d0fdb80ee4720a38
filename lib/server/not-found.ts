import { AppError } from "#lib/errors.ts";

/** The same words for what does not exist and for what this reader may not know of. */
export function notFound(what: "dataset" | "export" | "term" | "owner" | "domain" | "incident", name: string): AppError {
  const shown = name.length > 100 ? `${name.slice(0, 100)}…` : name;
  return new AppError("TS-CATALOG-404", `There is no ${what} '${shown}' that you can see.`);
}
