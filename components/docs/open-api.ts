import { z } from "zod";

/** The parts of an OpenAPI 3.1 document that the reference page shows. Everything else is left alone. */
const Schema = z.object({
  items: z.object({ enum: z.array(z.unknown()).optional() }).optional(),
  type: z.union([z.string(), z.array(z.string())]).optional(),
  enum: z.array(z.unknown()).optional(),
  format: z.string().optional(),
  default: z.unknown().optional(),
  minimum: z.number().optional(),
  maximum: z.number().optional(),
  description: z.string().optional(),
});

const Parameter = z.object({
  name: z.string(),
  in: z.enum(["query", "path", "header", "cookie"]),
  required: z.boolean().optional(),
  description: z.string().optional(),
  schema: Schema.optional(),
});

const Response = z.object({ description: z.string().optional(), content: z.record(z.string(), z.unknown()).optional() });

const Operation = z.object({
  operationId: z.string().optional(),
  summary: z.string().optional(),
  description: z.string().optional(),
  tags: z.array(z.string()).optional(),
  parameters: z.array(z.unknown()).optional(),
  responses: z.record(z.string(), z.unknown()).optional(),
});

const Document = z.object({
  info: z.object({ version: z.string(), description: z.string().optional() }),
  paths: z.record(z.string(), z.record(z.string(), z.unknown())),
});

export interface ApiParameter {
  readonly name: string;
  readonly place: string;
  readonly required: boolean;
  readonly description: string;
  /** What it takes, in words. */
  readonly takes: string;
}

export interface ApiOperation {
  /** Anchor on the page. */
  readonly id: string;
  readonly method: string;
  readonly path: string;
  readonly title: string;
  readonly description: string;
  readonly group: string;
  readonly parameters: readonly ApiParameter[];
  readonly answers: readonly ApiAnswer[];
}

export interface ApiAnswer {
  readonly status: string;
  readonly description: string;
  readonly types: readonly string[];
}

export interface ApiReference {
  readonly version: string;
  readonly description: string;
  readonly operations: readonly ApiOperation[];
  /** Answers that every operation can give; they are not repeated with each. */
  readonly common: readonly ApiAnswer[];
}

const METHODS = ["get", "post", "put", "patch", "delete"] as const;

/** Reads a document whose parts may be references within it (`{"$ref": "#/components/parameters/limit"}`). */
export function readOpenApi(document: unknown): ApiReference {
  const { info, paths } = Document.parse(document);
  const operations = Object.entries(paths).flatMap(([path, item]) =>
    METHODS.flatMap((method) => {
      const operation = Operation.safeParse(item[method]);
      return operation.success ? [operationOf(document, method, path, operation.data, item["parameters"])] : [];
    }),
  );
  const common = commonAnswers(operations);
  return {
    version: info.version,
    description: info.description ?? "",
    common,
    operations: operations.map((operation) => ({ ...operation, answers: operation.answers.filter(isNotIn(common)) })),
  };
}

function commonAnswers([first, ...others]: readonly ApiOperation[]): readonly ApiAnswer[] {
  if (first === undefined || others.length === 0) return [];
  return first.answers.filter(
    ({ status, description }) =>
      status !== "200" &&
      others.every(({ answers }) => answers.some((other) => other.status === status && other.description === description)),
  );
}

function isNotIn(common: readonly ApiAnswer[]): (answer: ApiAnswer) => boolean {
  return ({ status }) => !common.some((other) => other.status === status);
}

function operationOf(document: unknown, method: string, path: string, operation: z.infer<typeof Operation>, shared: unknown): ApiOperation {
  const parameters = [...(Array.isArray(shared) ? shared : []), ...(operation.parameters ?? [])];
  return {
    id: operation.operationId ?? `${method}${path.replaceAll(/[^a-zA-Z0-9]+/g, "-")}`,
    method: method.toUpperCase(),
    path,
    title: operation.summary ?? path,
    description: operation.description ?? "",
    group: operation.tags?.[0] ?? "Other",
    parameters: parameters.flatMap((parameter) => parameterOf(resolve(document, parameter))),
    answers: Object.entries(operation.responses ?? {}).flatMap(([status, answer]) => {
      const response = Response.safeParse(resolve(document, answer));
      if (!response.success) return [];
      return [{ status, description: response.data.description ?? "", types: Object.keys(response.data.content ?? {}) }];
    }),
  };
}

function parameterOf(value: unknown): ApiParameter[] {
  const parameter = Parameter.safeParse(value);
  if (!parameter.success) return [];
  const { name, in: place, required, description, schema } = parameter.data;
  return [
    { name, place, required: required ?? false, description: description ?? schema?.description ?? "", takes: schemaWords(schema ?? {}) },
  ];
}

function schemaWords({ type, items, enum: choices, format, minimum, maximum, default: usual }: z.infer<typeof Schema>): string {
  if (type === "array") return items?.enum === undefined ? "any number of times" : `any of ${items.enum.map(String).join(", ")}`;
  // A parameter that is an object stands for any number of parameters.
  if (type === "object") return "a condition for each column";
  const kind = [type ?? "string"].flat().join(" or ");
  const range = minimum === undefined && maximum === undefined ? "" : ` ${minimum ?? ""}–${maximum ?? ""}`;
  const words = choices === undefined ? `${format ?? kind}${range}` : choices.map(String).join(" | ");
  return usual === undefined ? words : `${words}, default ${String(usual)}`;
}

/** Follows `$ref`s inside the document, at most as deep as references sensibly go. */
function resolve(document: unknown, value: unknown, depth = 0): unknown {
  const reference = z.object({ $ref: z.string().startsWith("#/") }).safeParse(value);
  if (!reference.success || depth > 8) return value;
  const parts = reference.data.$ref.slice(2).split("/");
  const found = parts.reduce<unknown>((node, part) => {
    const key = part.replaceAll("~1", "/").replaceAll("~0", "~");
    return typeof node === "object" && node !== null && Object.hasOwn(node, key) ? Reflect.get(node, key) : undefined;
  }, document);
  return resolve(document, found, depth + 1);
}
