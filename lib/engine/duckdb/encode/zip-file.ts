/**
 * A ZIP file, written from front to back (PKWARE APPNOTE 6.3). Sizes and checksums follow the data of each entry, so nothing is
 * kept in memory. The time of all entries is the earliest that the format has: the same entries give the same bytes.
 */
import { pipeline, Readable } from "node:stream";
import { crc32, createDeflateRaw } from "node:zlib";

export interface ZipEntry {
  readonly name: string;
  readonly content: Iterable<Uint8Array> | AsyncIterable<Uint8Array>;
}

/** Fast: text this repetitive packs well at any level. */
const LEVEL = 3;
/** Without the 64-bit form, which not every spreadsheet program reads, an entry ends here. */
const MOST = 0xffff_ffff;
const VERSION = 20;
/** Sizes follow the data, names are UTF-8. */
const FLAGS = 0x0808;
const DEFLATED = 8;
/** 1980-01-01 */
const DATE = 0x21;

export async function* zipFile(entries: readonly ZipEntry[]): AsyncGenerator<Uint8Array> {
  let offset = 0;
  const directory: Buffer[] = [];
  for (const { name, content } of entries) {
    const head = Buffer.from(name);
    const local = fields([4, 0x0403_4b50], [2, VERSION], ...commonFields({ crc: 0, packed: 0, size: 0 }, head), [2, 0]);
    yield Buffer.concat([local, head]);
    const sum = { crc: 0, packed: 0, size: 0 };
    for await (const bytes of pack(content, sum)) yield bytes;
    if (offset > MOST || sum.size > MOST || sum.packed > MOST) throw new Error("a ZIP file of more than 4 GiB");
    yield fields([4, 0x0807_4b50], [4, sum.crc], [4, sum.packed], [4, sum.size]);
    const place = [
      [2, 0],
      [2, 0],
      [2, 0],
      [2, 0],
      [4, 0],
      [4, offset],
    ] as const;
    directory.push(fields([4, 0x0201_4b50], [2, VERSION], [2, VERSION], ...commonFields(sum, head), ...place), head);
    offset += local.length + head.length + sum.packed + 16;
  }
  const central = Buffer.concat(directory);
  yield central;
  yield fields([4, 0x0605_4b50], [2, 0], [2, 0], [2, entries.length], [2, entries.length], [4, central.length], [4, offset], [2, 0]);
}

interface Sum {
  crc: number;
  packed: number;
  size: number;
}

async function* pack(content: ZipEntry["content"], sum: Sum): AsyncGenerator<Uint8Array> {
  async function* counted(): AsyncGenerator<Uint8Array> {
    for await (const bytes of content) {
      sum.crc = crc32(bytes, sum.crc);
      sum.size += bytes.length;
      yield bytes;
    }
  }
  const deflate = createDeflateRaw({ level: LEVEL });
  // A failure of the content destroys the packer with it, and so reaches the loop below.
  pipeline(Readable.from(counted()), deflate, () => {});
  for await (const bytes of deflate) {
    sum.packed += bytes.length;
    yield bytes;
  }
}

type Field = readonly [width: 2 | 4, value: number];

function commonFields({ crc, packed, size }: Sum, name: Buffer): readonly Field[] {
  return [
    [2, FLAGS],
    [2, DEFLATED],
    [2, 0],
    [2, DATE],
    [4, crc],
    [4, packed],
    [4, size],
    [2, name.length],
  ];
}

function fields(...list: readonly Field[]): Buffer {
  const bytes = Buffer.alloc(list.reduce((sum, [width]) => sum + width, 0));
  let at = 0;
  for (const [width, value] of list) at = width === 2 ? bytes.writeUInt16LE(value, at) : bytes.writeUInt32LE(value, at);
  return bytes;
}
