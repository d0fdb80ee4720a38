import { AppError } from "#lib/errors.ts";
import type { Exchange } from "#lib/server/exchange.ts";

/** 64 MB: the most that a push may be as it is sent. */
export const MAX_PUSH = 64 * 1024 * 1024;

/** What a client is told when its body cannot be taken. */
export interface BodyWords {
  readonly tooLarge: string;
  readonly ended: string;
}

const PUSH_WORDS: BodyWords = {
  tooLarge: "The body of this request is too large: at most 64 MB as it is sent, and 512 MB unpacked.",
  ended: "The body of this request ended in the middle. Nothing was published.",
};

/**
 * All bytes of a request's body. Nothing is read before this is called.
 * @throws AppError TS-API-008 as soon as there are too many, TS-API-001 when the client ends in the middle
 */
export async function receiveBody(
  { request, response }: Pick<Exchange, "request" | "response">,
  max = MAX_PUSH,
  words = PUSH_WORDS,
): Promise<Uint8Array<ArrayBuffer>> {
  if (Number(request.headers["content-length"] ?? 0) > max) throw tooLarge(words);
  // Who asked first whether to send it is told so only now.
  if (request.headers.expect?.toLowerCase() === "100-continue") response.writeContinue();
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of request) {
      size += chunk.length;
      if (size > max) throw tooLarge(words);
      chunks.push(chunk);
    }
  } catch (error) {
    if (error instanceof AppError) throw error;
    throw new AppError("TS-API-001", words.ended, { cause: error });
  }
  // In memory of its own, so that it can be handed to another thread.
  const whole = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole;
}

function tooLarge({ tooLarge: message }: BodyWords): AppError {
  return new AppError("TS-API-008", message, { headers: { Connection: "close" } });
}
