/** What `EXPLAIN` says, for a reader. */
import { z } from "zod";

interface PlanNode {
  readonly "Node Type": string;
  readonly Plans?: readonly PlanNode[] | undefined;
}

const node: z.ZodType<PlanNode> = z.object({ "Node Type": z.string(), Plans: z.lazy(() => z.array(node)).optional() });
const plans = z.array(z.object({ Plan: node }));

/** Names of operators alone, one a line, indented as they are nested: a plan's conditions would print the policy, or a view's own. */
export function operatorNames(json: string): string {
  const lines = (one: PlanNode, depth: number): string[] => [
    `${"  ".repeat(depth)}${one["Node Type"]}`,
    ...(one.Plans ?? []).flatMap((child) => lines(child, depth + 1)),
  ];
  return plans
    .parse(JSON.parse(json))
    .flatMap(({ Plan }) => lines(Plan, 0))
    .join("\n");
}
