import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import { createGunzip } from "node:zlib";
import { UsageError } from "#lib/cli/command.ts";

/** How much of the beginning is read. */
const HEAD_BYTES = 4 * 1024 * 1024;
/** Parts of the rest: types that change later in a file are mostly seen in them. */
const PARTS = 16;
const PART_BYTES = 64 * 1024;

export interface CsvSample {
  /** Text from the beginning; ends with a whole line unless it is the whole file. */
  readonly head: string;
  readonly isWhole: boolean;
  /** Pieces of whole lines from further on; the first may begin inside of a quoted text. */
  readonly parts: readonly string[];
  /** Set when the file is not UTF-8. */
  readonly encoding: string | null;
}

/** Reads a bounded part of a text file, whatever its size. @throws UsageError for what is no text. */
export async function readCsvSample(path: string): Promise<CsvSample> {
  try {
    const { head, isWhole, rest } = /\.gz$/i.test(path) ? await readCompressed(path) : await readPlain(path);
    const decode = decoderOf(head, path);
    const text = decode.decode(head);
    return {
      head: isWhole ? text : text.slice(0, text.lastIndexOf("\n") + 1),
      isWhole,
      // In UTF-16 a part may begin in the middle of a character.
      parts: decode.encoding?.startsWith("UTF-16") === true ? [] : rest.map((bytes) => wholeLines(decode.decode(bytes))),
      encoding: decode.encoding,
    };
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(`${path} cannot be read: ${error instanceof Error ? error.message : String(error)}.`, { cause: error });
  }
}

async function readPlain(path: string): Promise<{ head: Buffer; isWhole: boolean; rest: Buffer[] }> {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    const read = async (at: number, length: number) => {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, at);
      return buffer.subarray(0, bytesRead);
    };
    const head = await read(0, Math.min(size, HEAD_BYTES));
    const rest: Buffer[] = [];
    const step = Math.floor((size - HEAD_BYTES) / PARTS);
    for (let part = 0; part < PARTS && step > PART_BYTES; part += 1)
      rest.push(await read(HEAD_BYTES + part * step + (step - PART_BYTES), PART_BYTES));
    return { head, isWhole: size <= HEAD_BYTES, rest };
  } finally {
    await file.close();
  }
}

/** Of a compressed file only the beginning: to look further on, all before would have to be unpacked. */
async function readCompressed(path: string): Promise<{ head: Buffer; isWhole: boolean; rest: Buffer[] }> {
  const chunks: Buffer[] = [];
  let length = 0;
  const input = createReadStream(path);
  const unpacked = input.pipe(createGunzip());
  input.on("error", (error) => unpacked.destroy(error));
  for await (const chunk of unpacked) {
    const bytes = Buffer.from(chunk);
    chunks.push(bytes);
    length += bytes.length;
    if (length > HEAD_BYTES) break;
  }
  input.destroy();
  return { head: Buffer.concat(chunks).subarray(0, HEAD_BYTES), isWhole: length <= HEAD_BYTES, rest: [] };
}

interface Decoder {
  readonly decode: (bytes: Buffer) => string;
  readonly encoding: string | null;
}

function decoderOf(head: Buffer, path: string): Decoder {
  const using = (label: string, encoding: string | null, fatal = false): Decoder => ({
    // `stream`, because the last character may be cut.
    decode: (bytes) => new TextDecoder(label, { fatal }).decode(bytes, { stream: true }),
    encoding,
  });
  if (head[0] === 0xff && head[1] === 0xfe) return using("utf-16le", "UTF-16");
  if (head[0] === 0xfe && head[1] === 0xff) return using("utf-16be", "UTF-16 (big-endian)");
  const controls = head.reduce((count, byte) => count + Number(byte < 9 || (byte > 13 && byte < 32)), 0);
  if (head.includes(0) || controls * 100 > head.length) throw new UsageError(`${path} is no text file.`);
  try {
    using("utf-8", null, true).decode(head);
    return using("utf-8", null);
  } catch {
    return using("windows-1252", "Latin-1 (Windows-1252)");
  }
}

/** Without the first and the last line, which may be cut. */
function wholeLines(text: string): string {
  return text.slice(text.indexOf("\n") + 1, text.lastIndexOf("\n") + 1);
}
