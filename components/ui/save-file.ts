/** Bytes that came by `fetch`, kept as a file of this computer. */

/** Pieces are handed to the browser in portions: it keeps large ones on disk, so memory stays small. */
const PORTION = 8 * 1024 * 1024;

/**
 * Reads an answer to its end. A connection that breaks in the middle throws: what came until then is no file.
 * @param onBytes how many came so far, whenever some did
 */
export async function collectFile(answer: Response, onBytes: (bytes: number) => void): Promise<Blob> {
  const reader = answer.body?.getReader();
  if (reader === undefined) return answer.blob();
  const portions: Blob[] = [];
  let pieces: Uint8Array<ArrayBuffer>[] = [];
  let pending = 0;
  let total = 0;
  const flush = () => {
    portions.push(new Blob(pieces));
    pieces = [];
    pending = 0;
  };
  for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
    pieces.push(piece.value);
    pending += piece.value.length;
    total += piece.value.length;
    if (pending >= PORTION) flush();
    onBytes(total);
  }
  flush();
  return new Blob(portions, { type: answer.headers.get("content-type") ?? "application/octet-stream" });
}

/** Hands a file to the browser's downloads. */
export function offerFile(file: Blob, name: string): void {
  const url = URL.createObjectURL(file);
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

/** The name that the server gives a file; `null`: it gives none. */
export function fileNameIn(answer: Response): string | null {
  const header = answer.headers.get("content-disposition") ?? "";
  const encoded = /filename\*=UTF-8''([^;]+)/i.exec(header)?.[1];
  if (encoded === undefined) return /filename="([^"]+)"/i.exec(header)?.[1] ?? null;
  try {
    return decodeURIComponent(encoded);
  } catch {
    return null;
  }
}
