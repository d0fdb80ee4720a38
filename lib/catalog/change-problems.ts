import type { CatalogPlan, DatasetPlan } from "#lib/catalog/catalog-plan.ts";
import type { Position } from "#lib/contract/contract.ts";
import type { Problem } from "#lib/contract/problem.ts";

/** What a plan says about breaking readers, as problems of the catalog's files: errors without notice, notes with it. */
export function changeProblems({ datasets, base }: CatalogPlan): readonly Problem[] {
  return [
    ...datasets.flatMap((dataset) => problemOf(dataset) ?? []),
    ...base.broken.map(
      (file): Problem => ({
        ...{ code: "TS-CHANGE-003", level: "warning", position: startOf(file), dataset: null },
        message: "At the revision compared with, this file could not be read: what it defines counts as new, and breaks nobody.",
        hint: "Compare with a revision whose files are whole, or with what is published.",
      }),
    ),
  ];
}

function problemOf({ name, op, level, changes, unannounced, position }: DatasetPlan): Problem | null {
  if (level !== "breaking") return null;
  const at = position ?? startOf("");
  if (unannounced !== null) return { code: "TS-CHANGE-001", level: "error", position: at, message: unannounced, hint: null, dataset: name };
  const breaking = changes.filter((change) => change.level === "breaking");
  const message =
    op === "removed"
      ? `\`${name}\` is removed, as announced.`
      : `Breaking, as announced: ${breaking.map((change) => change.message).join(" ")}`;
  return { code: "TS-CHANGE-002", level: "note", position: at, message: clip(message), hint: null, dataset: name };
}

const startOf = (file: string): Position => ({ file, line: 1, column: 1 });
const clip = (text: string) => (text.length > 500 ? `${text.slice(0, 499).toWellFormed()}…` : text);
