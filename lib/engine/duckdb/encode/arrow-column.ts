/** How a column of the engine becomes a column of Arrow: with its own type where Arrow has it, else as canonical text. */
import {
  DuckDBArrayType,
  DuckDBArrayValue,
  DuckDBBlobValue,
  DuckDBDateValue,
  DuckDBDecimalType,
  DuckDBDecimalValue,
  DuckDBListType,
  DuckDBListValue,
  DuckDBMapType,
  DuckDBMapValue,
  DuckDBStructType,
  DuckDBStructValue,
  DuckDBTimestampMillisecondsValue,
  DuckDBTimestampNanosecondsValue,
  DuckDBTimestampSecondsValue,
  DuckDBTimestampTZValue,
  DuckDBTimestampValue,
  DuckDBTimeValue,
  type DuckDBType,
  DuckDBTypeId as Id,
} from "@duckdb/node-api";
import * as arrow from "apache-arrow";
import { textSql } from "#lib/engine/duckdb/canonical-text.ts";
import { type ArrowBuilder, BooleanBuilder, BytesBuilder, FixedBuilder } from "#lib/engine/duckdb/encode/arrow-builder.ts";
import { ListBuilder, NullBuilder, StructBuilder } from "#lib/engine/duckdb/encode/arrow-nested.ts";
import { WIDE_DIGITS } from "#lib/engine/duckdb/encode/wide-integer.ts";

export interface ArrowColumn {
  /** What to fetch. */
  readonly sql: string;
  readonly builder: ArrowBuilder;
}

/** Infinite dates and times keep the engine's own extreme numbers, as in Parquet. */
export function arrowColumn(type: DuckDBType, sql: string): ArrowColumn {
  // Inside of lists and the like a wide integer makes the whole of it text: there is no place to look at each before the first byte.
  const builder = type.typeId === Id.HUGEINT ? wideIntegers() : builderOf(type);
  return builder === null ? { sql: textSql(type, sql), builder: textBuilder() } : { sql, builder };
}

/** `null`: Arrow has no such type, or this writer does not know it. */
function builderOf(type: DuckDBType): ArrowBuilder | null {
  switch (type.typeId) {
    case Id.SQLNULL:
      return new NullBuilder(new arrow.Null());
    case Id.BOOLEAN:
      return new BooleanBuilder(new arrow.Bool());
    case Id.TINYINT:
      return numbers(new arrow.Int8(), 1, (view, at, value) => view.setInt8(at, value));
    case Id.SMALLINT:
      return numbers(new arrow.Int16(), 2, (view, at, value) => view.setInt16(at, value, true));
    case Id.INTEGER:
      return numbers(new arrow.Int32(), 4, (view, at, value) => view.setInt32(at, value, true));
    case Id.UTINYINT:
      return numbers(new arrow.Uint8(), 1, (view, at, value) => view.setUint8(at, value));
    case Id.USMALLINT:
      return numbers(new arrow.Uint16(), 2, (view, at, value) => view.setUint16(at, value, true));
    case Id.UINTEGER:
      return numbers(new arrow.Uint32(), 4, (view, at, value) => view.setUint32(at, value, true));
    case Id.FLOAT:
      return numbers(new arrow.Float32(), 4, (view, at, value) => view.setFloat32(at, value, true));
    case Id.DOUBLE:
      return numbers(new arrow.Float64(), 8, (view, at, value) => view.setFloat64(at, value, true));
    case Id.BIGINT:
      return longs(new arrow.Int64(), (value) => value);
    case Id.UBIGINT:
      return new FixedBuilder(new arrow.Uint64(), 8, (view, at, value) => {
        if (typeof value === "bigint") view.setBigUint64(at, value, true);
      });
    case Id.DATE:
      return new FixedBuilder(new arrow.DateDay(), 4, (view, at, value) => {
        if (value instanceof DuckDBDateValue) view.setInt32(at, value.days, true);
      });
    case Id.TIME:
      return longs(new arrow.TimeMicrosecond(), (value) => (value instanceof DuckDBTimeValue ? value.micros : null));
    case Id.TIMESTAMP_S:
      return longs(new arrow.TimestampSecond(), (value) => (value instanceof DuckDBTimestampSecondsValue ? value.seconds : null));
    case Id.TIMESTAMP_MS:
      return longs(new arrow.TimestampMillisecond(), (value) => (value instanceof DuckDBTimestampMillisecondsValue ? value.millis : null));
    case Id.TIMESTAMP:
      return longs(new arrow.TimestampMicrosecond(), (value) => (value instanceof DuckDBTimestampValue ? value.micros : null));
    case Id.TIMESTAMP_NS:
      return longs(new arrow.TimestampNanosecond(), (value) => (value instanceof DuckDBTimestampNanosecondsValue ? value.nanos : null));
    case Id.TIMESTAMP_TZ:
      return longs(new arrow.TimestampMicrosecond("UTC"), (value) => (value instanceof DuckDBTimestampTZValue ? value.micros : null));
    case Id.BLOB:
      return new BytesBuilder(new arrow.Binary(), (value) => (value instanceof DuckDBBlobValue ? value.bytes : ""));
    case Id.VARCHAR:
    case Id.ENUM:
      return textBuilder();
    default:
      return type instanceof DuckDBDecimalType ? decimals(type) : nestedBuilderOf(type);
  }
}

function nestedBuilderOf(type: DuckDBType): ArrowBuilder | null {
  if (type instanceof DuckDBListType || type instanceof DuckDBArrayType) {
    const child = builderOf(type.valueType);
    if (child === null) return null;
    return new ListBuilder(new arrow.List(new arrow.Field("item", child.type, true)), child, (value) =>
      value instanceof DuckDBListValue || value instanceof DuckDBArrayValue ? value.items : [],
    );
  }
  if (type instanceof DuckDBStructType) {
    // Names of its fields are what values are found by.
    if (type.entryNames.includes("")) return null;
    const fields = type.entryNames.map((name, index) => ({ name, builder: builderOf(type.entryTypes[index] ?? type) }));
    if (!fields.every(isKnown)) return null;
    const struct = new arrow.Struct(fields.map(({ name, builder }) => new arrow.Field(name, builder.type, true)));
    return new StructBuilder(struct, fields, (value) => (value instanceof DuckDBStructValue ? value.entries : {}));
  }
  if (type instanceof DuckDBMapType) {
    const [key, value] = [builderOf(type.keyType), builderOf(type.valueType)];
    if (key === null || value === null) return null;
    const fields = [new arrow.Field("key", key.type, false), new arrow.Field("value", value.type, true)];
    const entry = new arrow.Struct<{ key: arrow.DataType; value: arrow.DataType }>(fields);
    const parts = [
      { name: "key", builder: key },
      { name: "value", builder: value },
    ];
    return new ListBuilder(
      new arrow.Map_(new arrow.Field("entries", entry, false)),
      new StructBuilder(entry, parts, (pair) => ({ ...pair })),
      (map) => (map instanceof DuckDBMapValue ? map.entries : []),
    );
  }
  return null;
}

interface Part {
  readonly name: string;
  readonly builder: ArrowBuilder;
}

function isKnown(part: { readonly name: string; readonly builder: ArrowBuilder | null }): part is Part {
  return part.builder !== null;
}

function numbers(type: arrow.DataType, width: number, put: (view: DataView, at: number, value: number) => void): ArrowBuilder {
  return new FixedBuilder(type, width, (view, at, value) => {
    if (typeof value === "number") put(view, at, value);
  });
}

function longs(type: arrow.DataType, longOf: (value: NonNullable<unknown>) => unknown): ArrowBuilder {
  return new FixedBuilder(type, 8, (view, at, value) => {
    const long = longOf(value);
    if (typeof long === "bigint") view.setBigInt64(at, long, true);
  });
}

function decimals({ width, scale }: DuckDBDecimalType): ArrowBuilder {
  return new FixedBuilder(new arrow.Decimal(scale, width, 128), 16, (view, at, value) => {
    if (value instanceof DuckDBDecimalValue) putWide(view, at, value.value);
  });
}

function wideIntegers(): ArrowBuilder {
  return new FixedBuilder(new arrow.Decimal(0, WIDE_DIGITS, 128), 16, (view, at, value) => {
    if (typeof value === "bigint") putWide(view, at, value);
  });
}

/** 128 bits, the lower half first. */
function putWide(view: DataView, at: number, value: bigint): void {
  view.setBigInt64(at, value, true);
  view.setBigInt64(at + 8, value >> 64n, true);
}

function textBuilder(): ArrowBuilder {
  return new BytesBuilder(new arrow.Utf8(), String);
}
