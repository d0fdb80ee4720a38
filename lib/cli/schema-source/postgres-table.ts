import type { ColumnRow, ConstraintRow, DomainCheckRow } from "#lib/cli/schema-source/postgres.ts";
import { findLogicalType } from "#lib/contract/logical-type.ts";
import { readCheckExpression } from "#lib/intake/check-expression.ts";
import { bareCondition, sqlName } from "#lib/intake/sql-text.ts";
import type { TableCheck, TableColumn, TableSchema } from "#lib/intake/table-schema.ts";

export interface Relation {
  readonly schema: string;
  readonly name: string;
  /** `pg_class.relkind`. */
  readonly kind: string;
  readonly description: string | null;
  readonly partition_key: string | null;
  readonly columns: readonly ColumnRow[];
  readonly constraints: readonly ConstraintRow[];
  readonly uniques: readonly { readonly isPrimary: boolean; readonly condition: string | null; readonly columns: readonly string[] }[];
  readonly readsFrom: TableSchema["readsFrom"];
}

const KINDS: Readonly<Record<string, string>> = {
  r: "table",
  p: "partitioned table",
  f: "foreign table",
  v: "view",
  m: "materialized view",
};

/** Rows of PostgreSQL's catalog → one table. A constraint that the database does not hold to is told, and not promised. */
export function relationTable(relation: Relation, domains: ReadonlyMap<string, readonly DomainCheckRow[]>): TableSchema {
  const { schema, name, kind, description, columns, constraints, uniques, readsFrom } = relation;
  // Its rows lie elsewhere, and what is declared here nobody enforces.
  const isForeign = kind === "f";
  const holds = ({ valid }: ConstraintRow) => valid && !isForeign;
  const primary = uniques.find(({ isPrimary }) => isPrimary)?.columns ?? [];
  const unsure = new Set(constraints.filter((one) => one.kind === "n" && !holds(one)).flatMap((one) => one.columns ?? []));
  return {
    schema,
    name,
    kind: KINDS[kind] ?? "table",
    description,
    columns: columns.map((column) => toColumn(column, !isForeign && !unsure.has(column.name))),
    primaryKey: primary,
    uniques: uniques
      .filter(({ isPrimary, columns: own }) => !isPrimary && JSON.stringify(own) !== JSON.stringify(primary))
      .map(({ columns: own, condition }) => ({ columns: own, where: condition === null ? null : bareCondition(condition) })),
    references: constraints
      .filter((one) => one.kind === "f" && holds(one))
      .flatMap(({ columns: own, to_schema: toSchema, to_table: table, to_columns: toColumns }) =>
        own === null || table === null || toColumns === null ? [] : [{ columns: own, schema: toSchema, table, toColumns }],
      ),
    checks: [
      ...constraints.flatMap((one) =>
        one.kind === "c" && holds(one) && one.expression !== null ? [{ name: one.name, expression: bareCondition(one.expression) }] : [],
      ),
      ...(isForeign ? [] : columns.flatMap((column) => domainChecks(column, domains))),
    ],
    readsFrom,
    remarks: remarksOf(relation, isForeign),
  };
}

function toColumn(column: ColumnRow, enforced: boolean): TableColumn {
  const { name, description, type_kind: kind, type, base_type: base, labels } = column;
  const required = enforced && (column.required || column.domain_required);
  const isEnum = labels !== null;
  const comment = kind === "d" ? `domain ${type}` : isEnum ? `type ${type}` : null;
  return {
    name,
    type: isEnum ? "ENUM" : shortType(base ?? type),
    required,
    description,
    values: isEnum && labels.length > 0 ? labels : null,
    comment,
  };
}

/** `public.citext` → `citext`, where that is a type that everybody knows. */
function shortType(type: string): string {
  const short = /^[a-z_]\w*\.(\w.*)$/.exec(type)?.[1];
  return short !== undefined && findLogicalType(short) !== null ? short : type;
}

/** `CHECK (VALUE > 0)` of a domain, as a check of the column that has it. */
function domainChecks({ name, domain }: ColumnRow, domains: ReadonlyMap<string, readonly DomainCheckRow[]>): readonly TableCheck[] {
  return (domain === null ? [] : (domains.get(domain) ?? [])).flatMap((check) => {
    const expression = bareCondition(check.expression);
    const isSimple = readCheckExpression(expression)?.every(({ column }) => column === "VALUE") ?? false;
    const hasText = expression.includes("'");
    // Inside of a quoted text the word would be no column; such a condition is read as facts, or left out.
    if (hasText && !isSimple && /'[^']*VALUE/.test(expression)) return [];
    return [{ name: `${name}: ${check.name}`, expression: expression.replace(/\bVALUE\b/g, sqlName(name)) }];
  });
}

function remarksOf({ constraints, partition_key: key, kind }: Relation, isForeign: boolean): readonly string[] {
  const notHeld = constraints.filter(({ kind: type, valid }) => !valid && type !== "n").map(({ name }) => name);
  return [
    ...(kind === "v" || kind === "m" ? [`A ${KINDS[kind]}: the database promises nothing about its columns.`] : []),
    ...(isForeign ? ["A foreign table: what it declares is not enforced here, so it is not promised."] : []),
    ...(key === null ? [] : [`Partitioned by ${key}.`]),
    ...(notHeld.length === 0 ? [] : [`Declared, but not valid for all rows, so not promised: ${notHeld.join(", ")}.`]),
  ];
}
