import type { CatalogPlan, DatasetPlan } from "#lib/catalog/catalog-plan.ts";
import type { Context, Style } from "#lib/cli/command.ts";
import { describeBase, describeCounts, groupPlan, hitSentence, versionStep } from "#lib/cli/plan-words.ts";
import { visibleText } from "#lib/cli/visible-text.ts";
import type { ChangeLevel, ContractChange } from "#lib/contract/change.ts";

const SIGNS: Readonly<Record<ChangeLevel, string>> = { breaking: "!", additive: "+", editorial: "~" };
const STYLES: Readonly<Record<ChangeLevel, Style>> = { breaking: ["bold", "red"], additive: "green", editorial: "dim" };
/** Datasets of one heading, changes of one dataset, words of the catalog. All of them are in the JSON. */
const MAX_DATASETS = 200;
const MAX_CHANGES = 30;
const MAX_WORDS = 50;

/** The plan for a person at a terminal: what breaks first. @yields lines */
export function* planText(plan: CatalogPlan, { style }: Pick<Context, "style">): Generator<string> {
  yield describeBase(plan);
  for (const { title, level, datasets } of groupPlan(plan)) {
    yield "";
    yield style(level === null ? "bold" : STYLES[level], title);
    // What is added says nothing but its name.
    const names = datasets.filter((dataset) => !hasMore(dataset));
    for (const dataset of datasets.filter(hasMore).slice(0, MAX_DATASETS)) yield* datasetLines(dataset, style);
    if (names.length > 0) yield* nameLines(names, style);
    const hidden = datasets.length - names.length - MAX_DATASETS;
    if (hidden > 0) yield style("dim", `  … and ${hidden} more; --format json lists them all`);
  }
  if (plan.vocabulary.length > 0) {
    yield "";
    yield style("bold", "Words of the catalog");
    for (const { kind, id, op } of plan.vocabulary.slice(0, MAX_WORDS)) yield `  ${kind}${id === "" ? "" : ` ${visibleText(id)}`} ${op}`;
    if (plan.vocabulary.length > MAX_WORDS) yield style("dim", `  … and ${plan.vocabulary.length - MAX_WORDS} more`);
  }
  yield "";
  yield style("bold", describeCounts(plan));
}

const hasMore = ({ op, changes, unannounced, downstream }: DatasetPlan) =>
  op === "changed" || changes.length > 0 || unannounced !== null || downstream.length > 0;

function* datasetLines(dataset: DatasetPlan, style: Context["style"]): Generator<string> {
  const { name, renamedFrom, changes, unannounced } = dataset;
  const from = renamedFrom === null ? "" : ` (was ${visibleText(renamedFrom)})`;
  const version = versionStep(dataset);
  yield `  ${style("bold", visibleText(name))}${from}${version === "" ? "" : `  ${style("dim", version)}`}`;
  const shown = changes.slice(0, MAX_CHANGES);
  const width = Math.min(60, Math.max(0, ...shown.map(({ message }) => visibleText(message).length)));
  for (const change of shown) yield changeLine(change, width, style);
  if (changes.length > shown.length) yield style("dim", `      … and ${changes.length - shown.length} more`);
  const hit = hitSentence(dataset);
  if (hit !== null) yield `    ${visibleText(hit)}`;
  if (unannounced !== null) yield `    ${style("red", "Without notice:")} ${visibleText(unannounced)}`;
}

function changeLine({ level, message, kind }: ContractChange, width: number, style: Context["style"]): string {
  return `    ${style(STYLES[level], SIGNS[level])} ${visibleText(message).padEnd(width)}  ${style("dim", visibleText(kind))}`;
}

function* nameLines(datasets: readonly DatasetPlan[], style: Context["style"]): Generator<string> {
  for (const dataset of datasets.slice(0, MAX_DATASETS)) yield `  ${visibleText(dataset.name)}`;
  if (datasets.length > MAX_DATASETS) yield style("dim", `  … and ${datasets.length - MAX_DATASETS} more; --format json lists them all`);
}
