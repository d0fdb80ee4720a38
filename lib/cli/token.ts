import { parseArgs } from "node:util";
import { z } from "zod";
import { type Command, UsageError } from "#lib/cli/command.ts";
import { readServerAddress } from "#lib/cli/server-address.ts";

const TEXT = { type: "string", default: "" } as const;
const ANSWER = z.object({ token: z.string() });

export const token: Command = {
  name: "token",
  summary: "Make a token for tests (only with TOUCHSTONE_TEST=1)",
  help: `Usage: TOUCHSTONE_TEST=1 touchstone token [--groups a,b] [--scopes a,b]

Asks a server that was started with TOUCHSTONE_TEST=1 for a token of someone who is signed in and belongs to these groups.
It is valid for one day. Nothing like it exists outside of tests.

  --groups   Groups that the person belongs to.
  --scopes   What the token may do besides reading: publish, plan, ingest.

Example:
  TOUCHSTONE_TEST=1 touchstone token --groups finance`,
  async run(args, context) {
    const { values } = parseArgs({ args: [...args], options: { groups: TEXT, scopes: TEXT } });
    if (context.env["TOUCHSTONE_TEST"] !== "1")
      throw new UsageError("Tokens of this kind are for tests. Set TOUCHSTONE_TEST=1 here and on the server.");
    const { url, token } = await readServerAddress(context);
    const response = await context
      .fetch(`${url}/api/v1/test/tokens`, {
        method: "POST",
        headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
        body: JSON.stringify({ groups: listOf(values.groups), scopes: listOf(values.scopes) }),
      })
      .catch((cause: unknown) => {
        throw new UsageError(`No server answers at ${url}. Start one with 'TOUCHSTONE_TEST=1 npm start'.`, { cause });
      });
    if (!response.ok) throw new UsageError(`The server answered ${response.status}. Was it started with TOUCHSTONE_TEST=1?`);
    context.out(ANSWER.parse(await response.json()).token);
    return 0;
  },
};

const listOf = (text: string) =>
  text
    .split(",")
    .map((item) => item.trim())
    .filter((item) => item !== "");
