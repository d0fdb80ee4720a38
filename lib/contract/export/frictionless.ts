import type { Column, DatasetContract, JsonObject, JsonValue, LogicalType } from "#lib/contract/contract.ts";
import { some } from "#lib/contract/export/some.ts";
import type { Surroundings } from "#lib/contract/export/surroundings.ts";
import { foldName } from "#lib/contract/name.ts";
import { href } from "#lib/href.ts";

const PROFILE = "https://datapackage.org/profiles/2.0";
const TYPES: Readonly<Record<LogicalType, string>> = {
  string: "string",
  integer: "integer",
  number: "number",
  decimal: "number",
  boolean: "boolean",
  date: "date",
  timestamp: "datetime",
  time: "time",
  binary: "string",
  array: "array",
  object: "object",
  json: "any",
};

/**
 * Datasets as a Data Package (https://datapackage.org/, v2; v1 readers understand it as well). Each is a resource whose file is the
 * catalog's own CSV export; a foreign key is named where the dataset that it points to is in the package.
 */
export function frictionlessPackage(contracts: readonly DatasetContract[], around: Surroundings): JsonObject {
  const [only, second] = contracts;
  const single = only !== undefined && second === undefined ? only : null;
  const names = new Map(contracts.map(({ name }) => [foldName(name), name]));
  const owners = [...new Set(contracts.flatMap(({ owner }) => owner ?? []))];
  const keywords = [...new Set(contracts.flatMap(({ tags }) => tags))];
  return {
    $schema: `${PROFILE}/datapackage.json`,
    name: single === null ? "catalog" : resourceName(single.name),
    title: single?.title ?? around.title ?? "Data catalog",
    ...some("description", single === null || single.description === "" ? null : single.description),
    homepage: around.origin + (single === null ? href.home() : href.dataset(single.name)),
    ...some("version", single?.version),
    ...(keywords.length === 0 ? {} : { keywords }),
    ...(owners.length === 0 ? {} : { contributors: owners.map((id) => contributor(id, around)) }),
    resources: contracts.map((contract) => resource(contract, around, names)),
  };
}

function contributor(id: string, { origin, findOwner }: Surroundings): JsonObject {
  const owner = findOwner(id);
  return { title: owner?.title ?? id, path: origin + href.owner(id), ...some("email", owner?.email), roles: ["publisher"] };
}

function resource(contract: DatasetContract, { origin }: Surroundings, names: ReadonlyMap<string, string>): JsonObject {
  return {
    $schema: `${PROFILE}/dataresource.json`,
    name: resourceName(contract.name),
    type: "table",
    title: contract.title,
    ...some("description", contract.description === "" ? null : contract.description),
    path: origin + href.api.export(contract.name, "csv"),
    format: "csv",
    mediatype: "text/csv",
    encoding: "utf-8",
    // The profile wants at least one field.
    ...some("schema", tableSchema(contract, names)),
  };
}

/** v1 wants small letters, digits, dots, hyphens and underscores. */
const resourceName = (name: string) => name.toLowerCase();

function tableSchema({ name, columns: all }: DatasetContract, names: ReadonlyMap<string, string>): JsonObject | null {
  // The schema describes the file that readers get, and for them such a column does not exist.
  const columns = all.filter(({ mask }) => mask?.as !== "hide");
  if (columns.length === 0) return null;
  const keys = all.filter(({ primaryKey }) => primaryKey);
  const key = keys.some(({ mask }) => mask !== null) ? [] : keys.map((column) => column.name);
  const foreignKeys = columns.flatMap((column) => foreignKey(column, name, names));
  return {
    $schema: `${PROFILE}/tableschema.json`,
    fields: columns.map(field),
    missingValues: [""],
    ...(key.length === 0 ? {} : { primaryKey: key }),
    ...(foreignKeys.length === 0 ? {} : { foreignKeys }),
  };
}

function foreignKey({ name, references, mask }: Column, own: string, names: ReadonlyMap<string, string>): JsonObject[] {
  const dot = references?.lastIndexOf(".") ?? -1;
  if (references === null || dot < 0 || mask !== null) return [];
  const target = names.get(foldName(references.slice(0, dot)));
  if (target === undefined) return [];
  const fields = [references.slice(dot + 1)];
  // Version 1 names the table itself by an empty text, version 2 by no name; readers of both take the empty one.
  return [{ fields: [name], reference: { resource: target === own ? "" : resourceName(target), fields } }];
}

function field(column: Column): JsonObject {
  // A masked value is another one: of it, nothing that the contract says is certain.
  const isText = column.mask !== null && column.mask.as !== "null";
  const type = isText ? "string" : TYPES[column.logicalType];
  const constraints = column.mask === null ? constraintsOf(column, type) : {};
  return {
    name: column.name,
    type,
    ...(column.logicalType === "binary" && !isText ? { format: "binary" } : {}),
    ...some("description", column.description),
    ...(Object.keys(constraints).length === 0 ? {} : { constraints }),
  };
}

function constraintsOf(column: Column, type: string): JsonObject {
  const isNumber = type === "integer" || type === "number";
  const values = column.values === null ? null : typedValues(column.values, type);
  return {
    ...(column.required ? { required: true } : {}),
    ...(column.unique ? { unique: true } : {}),
    ...some("enum", values),
    ...(isNumber ? some(column.exclusiveMin ? "exclusiveMinimum" : "minimum", column.min) : {}),
    ...(isNumber ? some(column.exclusiveMax ? "exclusiveMaximum" : "maximum", column.max) : {}),
    ...(type === "string" ? some("pattern", column.pattern) : {}),
  };
}

/** Values as the field's type has them; `null` where they are none of that type. */
function typedValues(values: readonly string[], type: string): readonly JsonValue[] | null {
  if (type === "boolean") {
    const truths = values.map((value) => (/^true$/i.test(value) ? true : /^false$/i.test(value) ? false : null));
    return truths.includes(null) ? null : truths;
  }
  if (type !== "integer" && type !== "number")
    return type === "string" || type === "date" || type === "datetime" || type === "time" ? values : null;
  const numbers = values.map((value) => (value.trim() === "" ? Number.NaN : Number(value)));
  return numbers.every((value) => Number.isFinite(value) && (type === "number" || Number.isInteger(value))) ? [...new Set(numbers)] : null;
}
