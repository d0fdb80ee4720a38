/** Values → the buffers of one column of an Arrow record batch. */
import { Data, type DataType } from "apache-arrow";

/** Grows by doubling; `take` gives what is filled and starts anew. */
class Buffer8 {
  #bytes = new Uint8Array(1_024);
  length = 0;

  reserve(more: number): Uint8Array<ArrayBuffer> {
    const wanted = this.length + more;
    if (wanted > this.#bytes.length) {
      const larger = new Uint8Array(Math.max(wanted, this.#bytes.length * 2));
      larger.set(this.#bytes.subarray(0, this.length));
      this.#bytes = larger;
    }
    return this.#bytes;
  }

  take(): Uint8Array<ArrayBuffer> {
    const taken = this.#bytes.slice(0, this.length);
    this.length = 0;
    return taken;
  }
}

export abstract class ArrowBuilder {
  readonly type: DataType;
  #length = 0;
  #nulls = 0;
  #valid = new Uint8Array(256);

  constructor(type: DataType) {
    this.type = type;
  }

  get length(): number {
    return this.#length;
  }

  /** Bytes of the values so far, about. */
  abstract get byteLength(): number;
  protected abstract put(value: unknown, index: number): void;
  protected abstract takeBuffers(): { readonly buffers: object; readonly children?: Data[] };

  append(value: unknown): void {
    const index = this.#length;
    const at = index >> 3;
    if (at >= this.#valid.length) {
      const larger = new Uint8Array(this.#valid.length * 2);
      larger.set(this.#valid);
      this.#valid = larger;
    }
    if (value === null || value === undefined) this.#nulls += 1;
    else this.#valid[at] = (this.#valid[at] ?? 0) | (1 << (index & 7));
    this.put(value ?? null, index);
    this.#length += 1;
  }

  take(): Data {
    const { buffers, children = [] } = this.takeBuffers();
    const validity = this.#nulls === 0 ? new Uint8Array(0) : this.#valid.slice(0, (this.#length + 7) >> 3);
    const data = new Data(this.type, 0, this.#length, this.#nulls, { ...buffers, 2: validity }, children);
    this.#length = 0;
    this.#nulls = 0;
    this.#valid.fill(0);
    return data;
  }
}

/** Writes a value at a place in bytes; numbers have their lower bytes first. */
export type PutFixed = (view: DataView, at: number, value: NonNullable<unknown>) => void;

/** Values of one width in bytes; missing ones are zero. */
export class FixedBuilder extends ArrowBuilder {
  readonly #bytes = new Buffer8();
  readonly #width: number;
  readonly #putFixed: PutFixed;
  #view: DataView;

  constructor(type: DataType, width: number, putFixed: PutFixed) {
    super(type);
    this.#width = width;
    this.#putFixed = putFixed;
    this.#view = new DataView(this.#bytes.reserve(0).buffer);
  }

  get byteLength(): number {
    return this.#bytes.length;
  }

  protected put(value: unknown): void {
    const at = this.#bytes.length;
    const bytes = this.#bytes.reserve(this.#width);
    if (bytes.buffer !== this.#view.buffer) this.#view = new DataView(bytes.buffer);
    this.#bytes.length += this.#width;
    if (value === null) bytes.fill(0, at, at + this.#width);
    else this.#putFixed(this.#view, at, value as NonNullable<unknown>);
  }

  protected takeBuffers(): { readonly buffers: object } {
    const Values: new (bytes: ArrayBuffer) => object = this.type.ArrayType;
    return { buffers: { 1: new Values(this.#bytes.take().buffer) } };
  }
}

export class BooleanBuilder extends ArrowBuilder {
  readonly #bytes = new Buffer8();

  get byteLength(): number {
    return this.#bytes.length;
  }

  protected put(value: unknown, index: number): void {
    const at = index >> 3;
    const bytes = this.#bytes.reserve(1);
    if ((index & 7) === 0) {
      bytes[at] = 0;
      this.#bytes.length += 1;
    }
    if (value === true) bytes[at] = (bytes[at] ?? 0) | (1 << (index & 7));
  }

  protected takeBuffers(): { readonly buffers: object } {
    return { buffers: { 1: this.#bytes.take() } };
  }
}

const encoder = new TextEncoder();

/** Texts and binary values, one after the other, with the place where each begins. */
export class BytesBuilder extends ArrowBuilder {
  readonly #bytes = new Buffer8();
  readonly #bytesOf: (value: NonNullable<unknown>) => string | Uint8Array;
  #offsets: number[] = [0];

  constructor(type: DataType, bytesOf: (value: NonNullable<unknown>) => string | Uint8Array) {
    super(type);
    this.#bytesOf = bytesOf;
  }

  get byteLength(): number {
    return this.#bytes.length;
  }

  protected put(value: unknown): void {
    if (value !== null) {
      const content = this.#bytesOf(value as NonNullable<unknown>);
      if (typeof content === "string") {
        const into = this.#bytes.reserve(content.length * 3);
        this.#bytes.length += encoder.encodeInto(content, into.subarray(this.#bytes.length)).written;
      } else {
        this.#bytes.reserve(content.length).set(content, this.#bytes.length);
        this.#bytes.length += content.length;
      }
    }
    this.#offsets.push(this.#bytes.length);
  }

  protected takeBuffers(): { readonly buffers: object } {
    const offsets = Int32Array.from(this.#offsets);
    this.#offsets = [0];
    return { buffers: { 0: offsets, 1: this.#bytes.take() } };
  }
}
