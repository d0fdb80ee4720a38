import { open } from "node:fs/promises";
import { parquetMetadataAsync, parquetSchema, type SchemaTree } from "hyparquet";
import { UsageError } from "#lib/cli/command.ts";
import { parquetType } from "#lib/cli/schema-source/parquet-type.ts";
import type { TableColumn } from "#lib/intake/table-schema.ts";

/** The footer of a file with millions of column chunks has tens of megabytes; more is a broken length. */
const MAX_FOOTER = 256 * 1024 * 1024;

/**
 * The columns of a Parquet file, from its footer: however large the file is, nothing else of it is read.
 * @throws UsageError for what is no readable Parquet file.
 */
export async function readParquetColumns(path: string): Promise<readonly TableColumn[]> {
  const file = await open(path).catch((error: unknown) => {
    throw new UsageError(`${path} cannot be read: ${reasonOf(error)}`, { cause: error });
  });
  try {
    const { size } = await file.stat();
    const read = async (start: number, end: number): Promise<ArrayBuffer> => {
      const bytes = new Uint8Array(end - start);
      const { bytesRead } = await file.read(bytes, 0, bytes.length, start);
      return bytes.buffer.slice(0, bytesRead);
    };
    const tail = Buffer.from(await read(Math.max(0, size - 8), size));
    const magic = tail.subarray(-4).toString("latin1");
    if (size < 12 || (magic !== "PAR1" && magic !== "PARE"))
      throw new UsageError(`${path} is no Parquet file, or was not written to the end.`);
    if (magic === "PARE") throw new UsageError(`${path} has an encrypted footer, which cannot be read.`);
    const length = tail.readUInt32LE(0);
    if (length > MAX_FOOTER || length > size - 12)
      throw new UsageError(`${path} is a broken Parquet file: its footer cannot be ${length} bytes long.`);
    const metadata = await parquetMetadataAsync(
      { byteLength: size, slice: (start, end = size) => read(start, end) },
      { initialFetchSize: length + 8 },
    );
    return parquetSchema(metadata).children.map(toColumn);
  } catch (error) {
    throw error instanceof UsageError ? error : new UsageError(`${path} is a broken Parquet file: ${reasonOf(error)}`, { cause: error });
  } finally {
    await file.close();
  }
}

function toColumn(tree: SchemaTree): TableColumn {
  const { name, repetition_type: repetition } = tree.element;
  return { name, type: parquetType(tree), required: repetition === "REQUIRED", description: null, values: null, comment: null };
}

const reasonOf = (error: unknown) =>
  `${((error instanceof Error ? error.message : String(error)).split("\n")[0] ?? "").replace(/[.\s]+$/, "")}.`;
