import { testTokenBody } from "#lib/api/routes/service.ts";
import { AppError } from "#lib/errors.ts";
import type { Call, Reply } from "#lib/server/http.ts";
import { hashToken, newToken } from "#lib/server/token.ts";

const DAY_MS = 86_400_000;

/** A token of somebody in the given groups, with the given scopes and claims. The route exists only in tests; see its declaration. */
export async function answerTestToken({ body, scope, services }: Call): Promise<Reply> {
  if (scope.actor.kind !== "token" || !scope.actor.admin) throw new AppError("TS-ACCESS-002", "Only administrators make tokens.");
  const { groups, scopes, claims } = testTokenBody.parse(body);
  const token = newToken();
  await services.store.putToken({
    name: "test",
    hash: hashToken(token),
    admin: false,
    groups,
    scopes,
    claims,
    expiresAt: new Date(services.now().getTime() + DAY_MS),
  });
  return { body: { token }, fleeting: true };
}
