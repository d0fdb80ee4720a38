/** Rows as an Arrow IPC file: record batches of bounded size, written one after the other. */
import { DuckDBTypeId as Id } from "@duckdb/node-api";
import { AsyncByteQueue, Data, Field, RecordBatch, RecordBatchFileWriter, Schema, Struct } from "apache-arrow";
import { arrowColumn } from "#lib/engine/duckdb/encode/arrow-column.ts";
import type { CopyColumn } from "#lib/engine/duckdb/encode/copy-select.ts";
import type { Spool } from "#lib/engine/duckdb/encode/spool.ts";
import { anyTooWideSql, tooWide } from "#lib/engine/duckdb/encode/wide-integer.ts";

/** A batch ends with the chunk of rows that passes either bound. */
const BATCH_ROWS = 60_000;
const BATCH_BYTES = 8_000_000;

/** The file's bytes. `columns` have names of their own. Refuses an integer of 39 digits before the first byte. */
export async function* arrowFile(spool: Spool, columns: readonly CopyColumn[]): AsyncGenerator<Uint8Array> {
  for (const [index, { type }] of columns.entries())
    if (type.typeId === Id.HUGEINT && (await spool.readOne(anyTooWideSql(`c${index}`))) === true) throw tooWide();
  const cells = columns.map(({ type }, index) => arrowColumn(type, `c${index}`));
  const builders = cells.map(({ builder }) => builder);
  const schema = new Schema(columns.map(({ name }, index) => new Field(name, builders[index]?.type ?? new Struct([]), true)));
  const sink = new Sink();
  const writer = new RecordBatchFileWriter();
  writer.reset(sink, schema);
  const batchOf = (rows: number) => {
    const children = builders.map((builder) => builder.take());
    return new RecordBatch(schema, new Data(new Struct(schema.fields), 0, rows, 0, {}, children));
  };
  let rows = 0;
  for await (const chunk of spool.read(cells.map(({ sql }) => sql).join(", "))) {
    for (const [index, builder] of builders.entries()) {
      const vector = chunk.getColumnVector(index);
      for (let row = 0; row < chunk.rowCount; row += 1) builder.append(vector.getItem(row));
    }
    rows += chunk.rowCount;
    if (rows < BATCH_ROWS && builders.reduce((sum, { byteLength }) => sum + byteLength, 0) < BATCH_BYTES) continue;
    writer.write(batchOf(rows));
    rows = 0;
    yield* sink.take();
  }
  // An empty file has an empty batch: some readers want one.
  writer.write(batchOf(rows));
  writer.close();
  yield* sink.take();
}

/** Keeps what the writer gives until it is taken, so that no more than one batch lies in memory. */
class Sink extends AsyncByteQueue<Uint8Array> {
  #chunks: Uint8Array[] = [];

  override write(chunk: Uint8Array): void {
    this.#chunks.push(chunk);
  }

  take(): readonly Uint8Array[] {
    const taken = this.#chunks;
    this.#chunks = [];
    return taken;
  }
}
