import type { IncomingHttpHeaders, OutgoingHttpHeaders } from "node:http";
import { buffer } from "node:stream/consumers";
import { AppError } from "#lib/errors.ts";
import type { Inner } from "#lib/server/inner.ts";

export interface InnerPage {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

/** A page that the framework renders whole for a path that it does not know. */
const NOT_FOUND = "/_not-found";
/** Its shell for a page that gave up: without script there is nothing in it. */
const EMPTY_SHELL = 'id="__next_error__"';

/**
 * What a page says of itself that has words for what is missing, for example which version of a dataset: the framework has no way to
 * answer 404 with a page of one's own. As its two formats write `<meta name="touchstone:status" content="404">`; no text in a page can
 * look like that, because there quotes are escaped.
 */
const SAYS_MISSING = ['<meta name="touchstone:status" content="404"', '{"name":"touchstone:status","content":"404"}'];

/**
 * One page of the framework, read whole. A page that was not found is answered with the same bytes as a path that does not exist, and with
 * its text in it.
 * @throws AppError TS-SERVER-001 when the page could not be made
 */
export async function readInnerPage(
  inner: Inner,
  ask: { readonly path: string; readonly headers: OutgoingHttpHeaders | IncomingHttpHeaders; readonly signal: AbortSignal },
): Promise<InnerPage> {
  const page = await read(inner, ask);
  if (page.status >= 500) throw new AppError("TS-SERVER-001", `The page ${ask.path} could not be made.`);
  if (page.status === 200 && SAYS_MISSING.some((mark) => page.text.includes(mark))) return { ...page, status: 404 };
  if (page.status !== 404 || !page.text.includes(EMPTY_SHELL)) return page;
  return { ...(await read(inner, { ...ask, path: NOT_FOUND })), status: 404 };
}

async function read(inner: Inner, ask: Parameters<typeof readInnerPage>[1]): Promise<InnerPage> {
  const answer = await inner({ ...ask, method: "GET" });
  return { status: answer.statusCode ?? 500, headers: answer.headers, text: (await buffer(answer)).toString("utf8") };
}
