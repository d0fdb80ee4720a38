import { type ColumnTraits, isImpossible } from "#lib/contract/column-traits.ts";

/** The shorthand of a column; what it parses to is the same again. `null` when only the long form can say it. */
export function formatColumnShorthand(traits: ColumnTraits): string | null {
  // The shorthand would be read without the constraint that contradicts.
  if (isImpossible(traits)) return null;
  const constraints = [
    traits.primaryKey === true ? "PK" : null,
    traits.references === undefined ? null : `FK -> ${traits.references}`,
    traits.unique === true ? "UNIQUE" : null,
    traits.required === undefined ? null : traits.required ? "NOT NULL" : "NULL",
    traits.classification === "pii" ? "PII" : null,
    traits.values === undefined ? null : traits.values.map(quoteWhereNeeded(traits.values.length === 1)).join("|"),
    ...rangeOf(traits),
  ].filter((constraint) => constraint !== null);
  if (traits.classification !== undefined && traits.classification !== "pii") return null;
  if (traits.description !== undefined && /^\s|\s$|[\r\n]/.test(traits.description)) return null;
  const head = [traits.type, ...constraints.map((constraint) => `(${constraint})`)].join(" ");
  if (head.length > 480) return null;
  return traits.description === undefined ? head : `${head} -- ${traits.description}`;
}

function rangeOf({ min, max, exclusiveMin, exclusiveMax }: ColumnTraits): string[] {
  if (min !== undefined && max !== undefined && exclusiveMin !== true && exclusiveMax !== true) return [`${min}..${max}`];
  return [
    ...(min === undefined ? [] : [`${exclusiveMin === true ? ">" : ">="} ${min}`]),
    ...(max === undefined ? [] : [`${exclusiveMax === true ? "<" : "<="} ${max}`]),
  ];
}

const quoteWhereNeeded = (always: boolean) => (value: string) =>
  always || value === "" || value !== value.trim() || /[,|()'"]/.test(value) ? `'${value.replaceAll("'", "''")}'` : value;
