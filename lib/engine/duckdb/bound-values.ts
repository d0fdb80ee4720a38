/**
 * Values from outside on their way into a statement. Each travels as text, is bound and cast there. A text that is not exactly a
 * value of the type is found before the statement runs: an engine would round `1.5` to an integer, and answer another question.
 */
import type { DuckDBConnection, DuckDBType } from "@duckdb/node-api";
import { DuckDBDecimalType, DuckDBTypeId as Id } from "@duckdb/node-api";
import { Fault } from "#lib/engine/duckdb/fault.ts";

interface BoundValue {
  readonly text: string;
  readonly type: DuckDBType;
  /** Column that it is compared with by a filter; `null`: part of a cursor. */
  readonly column: string | null;
}

const BITS: Readonly<Partial<Record<Id, readonly [number, boolean]>>> = {
  [Id.TINYINT]: [8, true],
  [Id.SMALLINT]: [16, true],
  [Id.INTEGER]: [32, true],
  [Id.BIGINT]: [64, true],
  [Id.HUGEINT]: [128, true],
  [Id.UTINYINT]: [8, false],
  [Id.USMALLINT]: [16, false],
  [Id.UINTEGER]: [32, false],
  [Id.UBIGINT]: [64, false],
  [Id.UHUGEINT]: [128, false],
};

export function typeName(type: DuckDBType): string {
  return type.typeId === Id.VARCHAR ? "VARCHAR" : type.toString();
}

export class BoundValues {
  readonly #values: BoundValue[] = [];

  get texts(): string[] {
    return this.#values.map(({ text }) => text);
  }

  /** SQL of the value. */
  bind(text: string, type: DuckDBType, column: string | null): string {
    const parameter = `$${this.#values.push({ text, type, column })}`;
    return type.typeId === Id.VARCHAR ? parameter : `CAST(${parameter} AS ${typeName(type)})`;
  }

  /** Throws the fault `value` for a filter's value, `cursor` for a cursor's. Asks the engine only about types that it knows better. */
  async check(connection: DuckDBConnection): Promise<void> {
    const unsure = this.#values.filter((value) => {
      const fits = fitsType(value.text, value.type);
      if (fits === false) throw misfit({ ...value, type: typeName(value.type) });
      return fits === null;
    });
    if (unsure.length === 0) return;
    const tests = unsure.map(({ type }, index) => testSql(type, `$${index + 1}`));
    const texts = unsure.map(({ text }) => text);
    const [row = []] = await (await connection.run(`SELECT ${tests.join(", ")}`, texts)).getRows();
    const bad = unsure.find((_, index) => row[index] !== true);
    if (bad !== undefined) throw misfit({ ...bad, type: typeName(bad.type) });
  }
}

/** `type`: its name. `column` is `null` for a part of a cursor. */
export function misfit({ text, type, column }: { readonly text: string; readonly type: string; readonly column: string | null }): Fault {
  if (column === null) return new Fault("cursor", "a value is not of its column's type");
  const shown = text.length > 60 ? `${text.slice(0, 60)}…` : text;
  const sentence = `'${shown}' cannot be compared with ${column}, which is ${type}.`;
  return new Fault("value", "a value does not fit", { sentence, details: [{ path: `query.${column}`, message: `not ${type}` }] });
}

/** `null`: only the engine can tell. */
function fitsType(text: string, type: DuckDBType): boolean | null {
  if (text.includes("\0")) return false;
  if (type.typeId === Id.VARCHAR) return true;
  const bits = BITS[type.typeId];
  if (bits !== undefined) return fitsInteger(text, ...bits);
  if (type instanceof DuckDBDecimalType) {
    const [, whole = "", fraction = ""] = /^[+-]?0*(\d*)(?:\.(\d*?)0*)?$/.exec(text) ?? [];
    const isNumber = /\d/.test(text) && /^[+-]?\d*(\.\d*)?$/.test(text);
    return isNumber && whole.length <= type.width - type.scale && fraction.length <= type.scale;
  }
  return null;
}

/** Of a signed integer of at most 64; `null`: it is no such type. */
export function integerBits(type: DuckDBType): number | null {
  const [bits, signed] = BITS[type.typeId] ?? [0, false];
  return signed && bits <= 64 ? bits : null;
}

export function fitsInteger(text: string, bits: number, signed: boolean): boolean {
  if (!/^[+-]?\d{1,40}$/.test(text)) return false;
  const value = BigInt(text.replace("+", ""));
  return (signed ? BigInt.asIntN(bits, value) : BigInt.asUintN(bits, value)) === value;
}

function testSql(type: DuckDBType, parameter: string): string {
  const value = `TRY_CAST(${parameter} AS ${typeName(type)})`;
  // A date with a time of day is no date.
  if (type.typeId === Id.DATE) return `coalesce(${value} = TRY_CAST(${parameter} AS TIMESTAMP), false)`;
  return `${value} IS NOT NULL`;
}
