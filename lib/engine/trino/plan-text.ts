/** A plan of `EXPLAIN (TYPE LOGICAL, FORMAT JSON)` as an indented tree. */
import { z } from "zod";

interface PlanNode {
  readonly name: string;
  readonly descriptor: Readonly<Record<string, string>>;
  readonly children: readonly PlanNode[];
}

const nodeSchema: z.ZodType<PlanNode> = z.object({
  name: z.string(),
  descriptor: z.record(z.string(), z.string()).catch({}),
  get children() {
    return z.array(nodeSchema);
  },
});

/** `bare`: names of operators only, because a plan prints conditions of policies and masks. */
export function planText(json: string, bare: boolean): string {
  const parsed: unknown = JSON.parse(json);
  const roots = z.record(z.string(), nodeSchema).safeParse(parsed);
  const list = roots.success ? Object.values(roots.data) : [nodeSchema.parse(parsed)];
  return list.flatMap((root) => lines(root, 0, bare)).join("\n");
}

function lines({ name, descriptor, children }: PlanNode, depth: number, bare: boolean): readonly string[] {
  const details = Object.entries(descriptor)
    .filter(([, value]) => value !== "" && value !== "[]")
    .map(([key, value]) => `${key} = ${value.replaceAll(/tst_dataset_\d+/g, "dataset")}`);
  const tail = bare || details.length === 0 ? "" : ` (${details.join(", ").slice(0, 400)})`;
  return [`${"  ".repeat(depth)}${name}${tail}`, ...children.flatMap((child) => lines(child, depth + 1, bare))];
}
