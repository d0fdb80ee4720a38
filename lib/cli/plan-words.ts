import type { CatalogPlan, DatasetPlan } from "#lib/catalog/catalog-plan.ts";
import { visibleText } from "#lib/cli/visible-text.ts";
import type { ChangeLevel } from "#lib/contract/change.ts";
import { tick, tickList } from "#lib/contract/diff/change-list.ts";
import { formatPlural } from "#lib/format.ts";

export interface PlanGroup {
  readonly title: string;
  readonly level: ChangeLevel | null;
  readonly datasets: readonly DatasetPlan[];
}

/** Datasets by what a reader has to know first. Groups without datasets are left out. */
export function groupPlan({ datasets }: CatalogPlan): readonly PlanGroup[] {
  const of = (op: DatasetPlan["op"], level?: ChangeLevel) =>
    datasets.filter((dataset) => dataset.op === op && (level === undefined || dataset.level === level));
  const groups: readonly PlanGroup[] = [
    { title: "Breaking", level: "breaking", datasets: of("changed", "breaking") },
    { title: "Removed", level: "breaking", datasets: of("removed") },
    { title: "Additive", level: "additive", datasets: of("changed", "additive") },
    { title: "Editorial", level: "editorial", datasets: of("changed", "editorial") },
    { title: "New", level: "additive", datasets: of("added") },
    { title: "Kept as it was, because its text is broken", level: null, datasets: of("kept") },
  ];
  return groups.filter((group) => group.datasets.length > 0);
}

export function countUnannounced({ datasets }: CatalogPlan): number {
  return datasets.filter(({ unannounced }) => unannounced !== null).length;
}

/** `Compared with what is published (revision 7, commit 1a2b3c4d5e6f).` */
export function describeBase({ base }: CatalogPlan): string {
  const commit = base.commit === null ? null : `commit ${tick(base.commit.slice(0, 12))}`;
  const broken =
    base.broken.length === 0
      ? ""
      : ` There, ${formatPlural(base.broken.length, "file")} could not be read, so what is in ${base.broken.length === 1 ? "it" : "them"} counts as new.`;
  if (base.kind === "git") return `Compared with ${commit ?? "Git"}.${broken}`;
  if (base.revision === 0) return "Compared with an empty server: nothing was published yet.";
  const parts = [base.revision === null ? null : `revision ${base.revision}`, commit].filter((part) => part !== null);
  return `Compared with what is published (${parts.join(", ")}).${broken}`;
}

/** `2 changed, 1 added; 1 breaking, without notice. 12 unchanged.` */
export function describeCounts(plan: CatalogPlan): string {
  const { added, changed, removed, kept, unchanged, breaking } = plan.counts;
  const words = plan.vocabulary.length;
  const parts = [
    [changed, "changed"],
    [added, "added"],
    [removed, "removed"],
    [kept, "kept"],
  ] as const;
  const said = parts
    .filter(([count]) => count > 0)
    .map(([count, word], index) => (index === 0 ? `${formatPlural(count, "dataset")} ${word}` : `${count} ${word}`));
  const datasets = said.length === 0 ? (words === 0 ? "Nothing changes" : "No dataset changes") : said.join(", ");
  const unannounced = countUnannounced(plan);
  const notice =
    unannounced === 0 ? ", announced" : unannounced === breaking ? ", without notice" : `, ${unannounced} of them without notice`;
  const breaks = breaking === 0 ? (said.length === 0 ? "" : ", nothing breaks") : `; ${breaking} breaking${notice}`;
  return `${datasets}${breaks}. ${unchanged} unchanged.`;
}

/** `1.4.0 → 2.0.0`; a version that is only a hash says nothing to a person. */
export function versionStep({ versionBefore, versionAfter }: DatasetPlan): string {
  const said = [versionBefore, versionAfter].map((version) =>
    version === null || /^[0-9a-f]{12}$/.test(version) ? null : visibleText(version),
  );
  const [before = null, after = null] = said;
  if (before === null && after === null) return "";
  return before === after ? `${after}` : `${before ?? "no version"} → ${after ?? "no version"}`;
}

const NAMED = 8;

/** Whom a breaking change hits; `null` when nobody is known. */
export function hitSentence({ downstream, readers }: DatasetPlan): string | null {
  const parts = [
    ...(downstream.length === 0 ? [] : [`datasets that use it: ${listed(downstream)}`]),
    ...(readers === null || readers.length === 0 ? [] : [`read in the last 30 days by ${listed(readers.map(({ name }) => name))}`]),
  ];
  return parts.length === 0 ? null : `It hits ${parts.join("; ")}.`;
}

const listed = (names: readonly string[]) => tickList(names, NAMED);
