/** Lists, structs and maps of an Arrow record batch: their parts are columns of their own. */
import type { DataType } from "apache-arrow";
import { ArrowBuilder } from "#lib/engine/duckdb/encode/arrow-builder.ts";

type Taken = ReturnType<ArrowBuilder["take"]>;

export class NullBuilder extends ArrowBuilder {
  get byteLength(): number {
    return 0;
  }
  protected put(): void {}
  protected takeBuffers(): { readonly buffers: object } {
    return { buffers: {} };
  }
}

export class ListBuilder extends ArrowBuilder {
  readonly #child: ArrowBuilder;
  readonly #itemsOf: (value: NonNullable<unknown>) => readonly unknown[];
  #offsets: number[] = [0];

  constructor(type: DataType, child: ArrowBuilder, itemsOf: (value: NonNullable<unknown>) => readonly unknown[]) {
    super(type);
    this.#child = child;
    this.#itemsOf = itemsOf;
  }

  get byteLength(): number {
    return this.#child.byteLength + this.#offsets.length * 4;
  }

  protected put(value: unknown): void {
    if (value !== null) for (const item of this.#itemsOf(value as NonNullable<unknown>)) this.#child.append(item);
    this.#offsets.push(this.#child.length);
  }

  protected takeBuffers(): { readonly buffers: object; readonly children: Taken[] } {
    const offsets = Int32Array.from(this.#offsets);
    this.#offsets = [0];
    return { buffers: { 0: offsets }, children: [this.#child.take()] };
  }
}

export class StructBuilder extends ArrowBuilder {
  readonly #fields: readonly { readonly name: string; readonly builder: ArrowBuilder }[];
  readonly #entriesOf: (value: NonNullable<unknown>) => Readonly<Record<string, unknown>>;

  constructor(
    type: DataType,
    fields: readonly { readonly name: string; readonly builder: ArrowBuilder }[],
    entriesOf: (value: NonNullable<unknown>) => Readonly<Record<string, unknown>>,
  ) {
    super(type);
    this.#fields = fields;
    this.#entriesOf = entriesOf;
  }

  get byteLength(): number {
    return this.#fields.reduce((sum, { builder }) => sum + builder.byteLength, 0);
  }

  protected put(value: unknown): void {
    const entries = value === null ? {} : this.#entriesOf(value as NonNullable<unknown>);
    for (const { name, builder } of this.#fields) builder.append(entries[name] ?? null);
  }

  protected takeBuffers(): { readonly buffers: object; readonly children: Taken[] } {
    return { buffers: {}, children: this.#fields.map(({ builder }) => builder.take()) };
  }
}
