import type { z } from "zod";
import {
  domainAnswer,
  domainSummaryAnswer,
  ownerAnswer,
  ownerSummaryAnswer,
  termAnswer,
  termSummaryAnswer,
} from "#lib/api/answers/vocabulary.ts";
import { type ListContext, readListCursor, writeListCursor } from "#lib/api/cursor.ts";
import type { listTerms } from "#lib/api/routes/vocabulary.ts";
import { AppError } from "#lib/errors.ts";
import type { Call, Reply } from "#lib/server/http.ts";
import { notFound } from "#lib/server/not-found.ts";

type ListCall = Call<(typeof listTerms)["query"]>;

/** One page of a list that is small enough to be made whole. The cursor names the last item, so that the page holds when others come. */
function pageOf<T, A>(items: readonly T[], idOf: (item: T) => string, answer: (item: T) => A, call: ListCall): Reply {
  const { limit, cursor } = call.query satisfies z.output<(typeof listTerms)["query"]>;
  const context: ListContext = { route: call.route.id, scopeKey: call.scope.key, query: null, secret: call.services.env.secret };
  const place = readListCursor(cursor, context);
  const last = place === null ? -1 : items.findIndex((item) => idOf(item) === place[0]);
  if (place !== null && last < 0)
    throw new AppError("TS-API-005", "The list has changed since this cursor was made. Start again without a cursor.");
  const page = items.slice(last + 1, last + 1 + limit);
  const end = page.at(-1);
  const next = end !== undefined && last + 1 + limit < items.length ? writeListCursor([idOf(end)], context) : null;
  return { body: { data: page.map(answer), page: { next, total: items.length } }, next };
}

export async function answerTerms(call: ListCall): Promise<Reply> {
  const terms = await call.services.vocabulary.terms(call.scope);
  return pageOf(
    terms,
    ({ slug }) => slug,
    (term) => termSummaryAnswer(term, call.origin),
    call,
  );
}

export async function answerOwners(call: ListCall): Promise<Reply> {
  const owners = await call.services.vocabulary.owners(call.scope);
  return pageOf(
    owners,
    ({ id }) => id,
    (owner) => ownerSummaryAnswer(owner, call.origin),
    call,
  );
}

export async function answerDomains(call: ListCall): Promise<Reply> {
  const domains = await call.services.vocabulary.domains(call.scope);
  return pageOf(
    domains,
    ({ id }) => id,
    (domain) => domainSummaryAnswer(domain, call.origin),
    call,
  );
}

export async function answerTerm({ params, scope, services, origin }: Call): Promise<Reply> {
  const slug = params["slug"] ?? "";
  const term = await services.vocabulary.term(scope, slug);
  if (term === null) throw notFound("term", slug);
  return { body: termAnswer(term, origin) };
}

export async function answerOwner({ params, scope, services, origin }: Call): Promise<Reply> {
  const id = params["id"] ?? "";
  const owner = await services.vocabulary.owner(scope, id);
  if (owner === null) throw notFound("owner", id);
  return { body: ownerAnswer(owner, origin) };
}

export async function answerDomain({ params, scope, services, origin }: Call): Promise<Reply> {
  const id = params["id"] ?? "";
  const domain = await services.vocabulary.domain(scope, id);
  if (domain === null) throw notFound("domain", id);
  return { body: domainAnswer(domain, origin) };
}
