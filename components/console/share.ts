/**
 * A statement in the fragment of a link, which a browser sends to no server: `#sql=…` as it is, or `#z=…` packed (raw DEFLATE, base64url)
 * where that is shorter. A link is opened, never run.
 */
const PLAIN = 400;
/** Longer statements are refused by the server anyway; a link cannot unpack to more. */
const LONGEST = 256 * 1024;

export async function fragmentOf(sql: string): Promise<string> {
  const plain = `#sql=${encodeURIComponent(sql.toWellFormed())}`;
  if (plain.length <= PLAIN) return plain;
  const packed = `#z=${base64url(await through(new CompressionStream("deflate-raw"), new TextEncoder().encode(sql)))}`;
  return packed.length < plain.length ? packed : plain;
}

/** @returns the statement; `null`: the fragment holds none; `undefined`: it holds one that cannot be read, for example a cut link */
export async function statementIn(fragment: string): Promise<string | null | undefined> {
  const [, kind, value = ""] = /^#(sql|z)=(.*)$/s.exec(fragment) ?? [];
  if (kind === undefined) return null;
  try {
    if (kind === "sql") return decodeURIComponent(value).slice(0, LONGEST);
    const bytes = Uint8Array.from(atob(value.replaceAll("-", "+").replaceAll("_", "/")), (character) => character.charCodeAt(0));
    return new TextDecoder("utf-8", { fatal: true }).decode(await through(new DecompressionStream("deflate-raw"), bytes));
  } catch {
    return undefined;
  }
}

async function through(stream: CompressionStream | DecompressionStream, bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  const reader = new Blob([bytes]).stream().pipeThrough(stream).getReader();
  const pieces: Uint8Array<ArrayBuffer>[] = [];
  let size = 0;
  for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
    size += piece.value.length;
    if (size > LONGEST) {
      await reader.cancel();
      throw new RangeError("more than a statement can hold");
    }
    pieces.push(piece.value);
  }
  return new Uint8Array(await new Blob(pieces).arrayBuffer());
}

function base64url(bytes: Uint8Array): string {
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replace(/=+$/, "");
}
