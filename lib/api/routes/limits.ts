import { z } from "zod";
import { declareRoute } from "#lib/api/declaration.ts";
import { limitsSchema } from "#lib/api/schemas/limits.ts";

export const getLimits = declareRoute({
  id: "getLimits",
  path: "/limits",
  group: "Service",
  summary: "What is limited",
  description:
    "Every limit on reading data: its value for you and for others, and the environment variable that sets it. A browser gets a page.",
  query: z.object({}),
  answer: { description: "The limits.", content: { "application/json": limitsSchema } },
  servedBy: "front",
});
