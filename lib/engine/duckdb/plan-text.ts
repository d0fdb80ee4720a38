/** An engine's plan as text: one operator a line, indented below the one that takes its rows. */
import { z } from "zod";

interface PlanNode {
  readonly name: string;
  readonly extra_info?: Readonly<Record<string, unknown>> | undefined;
  readonly children: readonly PlanNode[];
}

const planNode: z.ZodType<PlanNode> = z.object({
  name: z.string(),
  extra_info: z.record(z.string(), z.unknown()).optional(),
  get children() {
    return z.array(planNode);
  },
});

/** `paths` are never told, and whatever names one of them is left out. */
export function renderPlan(json: string, options: { namesOnly: boolean; paths: readonly string[] }): string {
  const lines = z
    .array(planNode)
    .parse(JSON.parse(json))
    .flatMap((node) => renderNode(node, 0, options));
  return lines.join("\n");
}

function renderNode(node: PlanNode, depth: number, options: { namesOnly: boolean; paths: readonly string[] }): string[] {
  const indent = "  ".repeat(depth);
  const facts = options.namesOnly ? [] : Object.entries(node.extra_info ?? {}).flatMap(([key, value]) => fact(key, value, options.paths));
  return [
    `${indent}${node.name.trim()}`,
    ...facts.map((line) => `${indent}  · ${line}`),
    ...node.children.flatMap((child) => renderNode(child, depth + 1, options)),
  ];
}

const OURS = ["Function", "Table", "Text", "Type"];

function fact(key: string, value: unknown, paths: readonly string[]): string[] {
  const text = Array.isArray(value) ? value.map(String).join(", ") : String(value);
  if (text === "" || OURS.includes(key) || /file|path/i.test(key)) return [];
  if (paths.some((path) => text.includes(path))) return [];
  const line = text.replaceAll(/\s+/g, " ").replaceAll(/"?tst_[0-9a-f]{16}"?\./g, "");
  return [`${key}: ${line.length > 300 ? `${line.slice(0, 300)}…` : line}`];
}
