import type { Column, JsonObject, LogicalType } from "#lib/contract/contract.ts";

/** The standard knows nine logical types. */
const LOGICAL: Readonly<Record<LogicalType, string>> = {
  string: "string",
  integer: "integer",
  number: "number",
  decimal: "number",
  boolean: "boolean",
  date: "date",
  timestamp: "timestamp",
  time: "time",
  binary: "string",
  array: "array",
  object: "object",
  json: "object",
};
/** `table.column`, the only form of a reference that names things by name. */
const REFERENCE = /^[A-Za-z_]\w*\.[A-Za-z_]\w*$/;

/** A column as a property: what the standard has a place for. Its term and mask have none. */
export function odcsProperty(column: Column): JsonObject {
  const logicalType = LOGICAL[column.logicalType];
  const options = optionsOf(column, logicalType);
  const rules = rulesOf(column, logicalType);
  const { references } = column;
  return {
    name: column.name,
    logicalType,
    ...(column.type === logicalType ? {} : { physicalType: column.type }),
    ...(column.description === null ? {} : { description: column.description }),
    ...(column.primaryKey ? { primaryKey: true } : {}),
    ...(column.required ? { required: true } : {}),
    ...(column.unique ? { unique: true } : {}),
    ...(column.classification === null ? {} : { classification: column.classification }),
    ...(Object.keys(options).length === 0 ? {} : { logicalTypeOptions: options }),
    ...(references === null || !REFERENCE.test(references) ? {} : { relationships: [{ type: "foreignKey", to: references }] }),
    ...(rules.length === 0 ? {} : { quality: rules }),
  };
}

function optionsOf({ min, max, exclusiveMin, exclusiveMax, pattern }: Column, logicalType: string): JsonObject {
  if (logicalType === "string") return pattern === null ? {} : { pattern };
  if (logicalType !== "integer" && logicalType !== "number") return {};
  return {
    ...(min === null ? {} : { [exclusiveMin ? "exclusiveMinimum" : "minimum"]: min }),
    ...(max === null ? {} : { [exclusiveMax ? "exclusiveMaximum" : "maximum"]: max }),
  };
}

function rulesOf({ values, pattern }: Column, logicalType: string): JsonObject[] {
  const rule = (args: JsonObject): JsonObject => ({ type: "library", metric: "invalidValues", mustBe: 0, arguments: args });
  return [
    ...(values === null ? [] : [rule({ validValues: values })]),
    ...(pattern === null || logicalType === "string" ? [] : [rule({ pattern })]),
  ];
}
