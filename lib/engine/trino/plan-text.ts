/** A plan of `EXPLAIN (TYPE LOGICAL, FORMAT JSON)` as an indented tree. */
import { z } from "zod";

interface PlanNode {
  readonly name: string;
  readonly children: readonly PlanNode[];
}

const nodeSchema: z.ZodType<PlanNode> = z.object({
  name: z.string(),
  get children() {
    return z.array(nodeSchema);
  },
});

/**
 * Names of operators alone, one a line. A plan prints the conditions of policies and masks, and also those of Trino's own views, row filters
 * and column masks, of which nothing tells from outside whether there are any.
 */
export function planText(json: string): string {
  const parsed: unknown = JSON.parse(json);
  const roots = z.record(z.string(), nodeSchema).safeParse(parsed);
  const list = roots.success ? Object.values(roots.data) : [nodeSchema.parse(parsed)];
  return list.flatMap((root) => lines(root, 0)).join("\n");
}

function lines({ name, children }: PlanNode, depth: number): readonly string[] {
  return [`${"  ".repeat(depth)}${name}`, ...children.flatMap((child) => lines(child, depth + 1))];
}
