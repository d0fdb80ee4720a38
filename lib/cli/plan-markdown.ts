import type { CatalogPlan, DatasetPlan } from "#lib/catalog/catalog-plan.ts";
import { codeHtml, codeSpan, sentenceText } from "#lib/cli/markdown-text.ts";
import {
  countUnannounced,
  describeBase,
  describeCounts,
  groupPlan,
  hitSentence,
  type PlanGroup,
  versionStep,
} from "#lib/cli/plan-words.ts";
import type { ContractChange } from "#lib/contract/change.ts";
import type { JsonValue } from "#lib/contract/contract.ts";
import { formatCount, formatPlural } from "#lib/format.ts";

/** By this a workflow finds its own comment again. */
export const PLAN_MARKER = "<!-- touchstone-plan -->";
/** GitHub takes 65,536 characters in a comment. */
export const MAX_MARKDOWN = 60_000;
/** For the sentence that says what was left out, and the end. */
const RESERVED = 500;
const MAX_CHANGES = 40;
/** Of the table of one dataset: one of them must not push out all others. */
const MAX_TABLE = 12_000;
const MAX_VALUE = 120;
const MAX_NAMES = 200;

/** The plan as a comment on a pull request: what breaks first and open, all else folded. At most 60,000 characters. */
export function planMarkdown(plan: CatalogPlan): string {
  const head = [PLAN_MARKER, `## ${titleOf(plan)}`, "", sentenceText(describeBase(plan)), "", sentenceText(describeCounts(plan)), ""].join(
    "\n",
  );
  const blocks = [...groupPlan(plan).flatMap(groupBlocks), ...wordsBlock(plan), ...problemsBlock(plan)];
  let text = head;
  let left = blocks.length;
  for (const write of blocks) {
    const block = write();
    if (text.length + block.length > MAX_MARKDOWN - RESERVED) break;
    text += `\n${block}`;
    left -= 1;
  }
  if (left > 0)
    text += `\n**Cut here: ${formatPlural(left, "part")} of ${formatCount(blocks.length)} did not fit.** All of it: ${codeSpan("touchstone plan --format json")}\n`;
  return text;
}

function titleOf(plan: CatalogPlan): string {
  const { breaking } = plan.counts;
  const unannounced = countUnannounced(plan);
  if (unannounced > 0) return `Catalog: ${formatPlural(unannounced, "breaking change")} without notice`;
  if (breaking > 0) return `Catalog: ${formatPlural(breaking, "announced breaking change")}`;
  return plan.datasets.length + plan.vocabulary.length === 0 ? "Catalog: nothing changes" : "Catalog: nothing breaks";
}

/** Written only if there is room for it: a plan may have 10,000 of them. */
type Block = () => string;

/** One block for each dataset with something to say, one for the names of all others. */
function groupBlocks({ title, level, datasets }: PlanGroup): readonly Block[] {
  const says = ({ changes, unannounced, downstream }: DatasetPlan) => changes.length + downstream.length > 0 || unannounced !== null;
  const names = datasets.filter((dataset) => !says(dataset));
  return [
    () => `### ${title} (${formatCount(datasets.length)})\n`,
    ...datasets.filter(says).map((dataset) => () => datasetBlock(dataset, level === "breaking")),
    ...(names.length === 0 ? [] : [() => nameBlock(names)]),
  ];
}

function nameBlock(datasets: readonly DatasetPlan[]): string {
  const more = datasets.length > MAX_NAMES ? ` and ${datasets.length - MAX_NAMES} more` : "";
  return `${datasets
    .slice(0, MAX_NAMES)
    .map(({ name }) => codeSpan(name))
    .join(", ")}${more}\n`;
}

function datasetBlock(dataset: DatasetPlan, isOpen: boolean): string {
  const { name, renamedFrom, changes, unannounced } = dataset;
  const version = versionStep(dataset);
  const summary = [
    `<b>${codeHtml(name)}</b>`,
    ...(renamedFrom === null ? [] : [`was ${codeHtml(renamedFrom)}`]),
    ...(version === "" ? [] : [codeHtml(version)]),
    ...(changes.length === 0 ? [] : [formatPlural(changes.length, "change")]),
  ];
  const hit = hitSentence(dataset);
  const rows = rowsOf(changes);
  const lines = [
    `<details${isOpen ? " open" : ""}><summary>${summary.join(" · ")}</summary>`,
    "",
    ...(unannounced === null ? [] : [`**Without notice:** ${sentenceText(unannounced)}`, ""]),
    ...(hit === null ? [] : [sentenceText(hit), ""]),
    ...(rows.length === 0 ? [] : ["| level | what | before | after |", "| --- | --- | --- | --- |", ...rows]),
    ...(changes.length > rows.length ? ["", `… and ${formatPlural(changes.length - rows.length, "more change", "more changes")}.`] : []),
    "",
    "</details>",
    "",
  ];
  return lines.join("\n");
}

function rowsOf(changes: readonly ContractChange[]): readonly string[] {
  const rows: string[] = [];
  let size = 0;
  for (const change of changes.slice(0, MAX_CHANGES)) {
    const row = rowOf(change);
    size += row.length;
    if (size > MAX_TABLE) break;
    rows.push(row);
  }
  return rows;
}

function rowOf({ level, message, before, after }: ContractChange): string {
  const shown = level === "breaking" ? `**${level}**` : level;
  return `| ${shown} | ${sentenceText(message, "cell")} | ${valueText(before)} | ${valueText(after)} |`;
}

function valueText(value: JsonValue): string {
  if (value === null) return "";
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return codeSpan(text.length > MAX_VALUE ? `${text.slice(0, MAX_VALUE - 1).toWellFormed()}…` : text, "cell");
}

function wordsBlock({ vocabulary }: CatalogPlan): readonly Block[] {
  if (vocabulary.length === 0) return [];
  const items = vocabulary.slice(0, MAX_NAMES).map(({ kind, id, op }) => `${op} ${kind}${id === "" ? "" : ` ${codeSpan(id)}`}`);
  const more = vocabulary.length > MAX_NAMES ? [`and ${vocabulary.length - MAX_NAMES} more`] : [];
  return [() => `### Words of the catalog (${vocabulary.length})\n\n${[...items, ...more].join(", ")}\n`];
}

function problemsBlock({ problems }: CatalogPlan): readonly Block[] {
  const errors = problems.filter(({ level }) => level === "error").length;
  const warnings = problems.filter(({ level }) => level === "warning").length;
  if (errors + warnings === 0) return [];
  return [
    () =>
      `### Problems\n\n${formatPlural(errors, "error")} and ${formatPlural(warnings, "warning")} in its files: ${codeSpan("touchstone check")} lists them.\n`,
  ];
}
