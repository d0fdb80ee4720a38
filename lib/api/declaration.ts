import type { z } from "zod";

export type Method = "GET" | "POST" | "PATCH" | "DELETE";

export interface AnswerDeclaration {
  readonly description: string;
  /** Media type → what the body is; `null`: bytes. */
  readonly content: Readonly<Record<string, z.ZodType | null>>;
}

/**
 * One route, declared once: validation, the OpenAPI document, the reference page and the table by which the front finds it are made from
 * this. Paths have parameters in braces, as in OpenAPI.
 */
export interface RouteDeclaration<Q extends z.ZodObject = z.ZodObject> {
  /** `operationId`, unique. */
  readonly id: string;
  readonly method: Method;
  readonly path: `/${string}`;
  readonly group: string;
  readonly summary: string;
  readonly description: string;
  readonly params: Readonly<Record<string, string>>;
  readonly query: Q;
  /** Takes any other parameter as a condition on a column of the dataset, too. */
  readonly filters?: boolean;
  /** In JSON. */
  readonly body?: z.ZodType;
  /** Media types that a body may have instead, as bytes. */
  readonly otherBodies?: readonly string[];
  readonly answer: AnswerDeclaration;
  /** What a 202 with the same body means, where the route has one. */
  readonly accepted?: string;
  /** Statuses of problems besides those that every route can answer. */
  readonly problems: readonly number[];
  /** `front`: answered as bytes without the framework; then there is no route file. */
  readonly servedBy: "framework" | "front";
  /** Exists only with `TOUCHSTONE_TEST=1`, and is not documented. */
  readonly testOnly?: boolean;
}

type Declared<Q extends z.ZodObject> = Omit<RouteDeclaration<Q>, "method" | "params" | "problems" | "servedBy"> &
  Partial<Pick<RouteDeclaration<Q>, "method" | "params" | "problems" | "servedBy">>;

/** @throws Error at load time when the path and `params` do not name the same parameters */
export function declareRoute<Q extends z.ZodObject>(route: Declared<Q>): RouteDeclaration<Q> {
  const declared = { method: "GET", params: {}, problems: [], servedBy: "framework", ...route } as const;
  const inPath = [...route.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
  if (inPath.join() !== Object.keys(declared.params).join()) throw new Error(`${route.id}: parameters do not fit ${route.path}`);
  return declared;
}
