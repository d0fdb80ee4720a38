import type { Metric, MonitorSpec, Owner, QualityReport, Source } from "#lib/contract/contract.ts";
import { type DatasetDraft, readDataset } from "#lib/contract/dataset.ts";
import { type DomainDraft, readDomain } from "#lib/contract/domain.ts";
import { Fields } from "#lib/contract/fields.ts";
import { readMetric } from "#lib/contract/metric.ts";
import { readMonitor } from "#lib/contract/monitor.ts";
import { isId } from "#lib/contract/name.ts";
import { readOwner } from "#lib/contract/owner.ts";
import { type PolicyDraft, readPolicy } from "#lib/contract/policy.ts";
import type { ProblemLog } from "#lib/contract/problem-log.ts";
import { readQualityReport } from "#lib/contract/quality-report.ts";
import { Registry } from "#lib/contract/registry.ts";
import { readSource } from "#lib/contract/source.ts";
import type { SpecEntry, SpecMap } from "#lib/contract/spec.ts";
import { readTerm, type TermDraft } from "#lib/contract/term.ts";

/** What all files say together, before it is linked. */
export class Sections {
  title: string | null = null;
  readonly datasets = new Registry<DatasetDraft>("dataset");
  readonly terms = new Registry<TermDraft>("term");
  readonly owners = new Registry<Owner>("owner");
  readonly domains = new Registry<DomainDraft>("domain");
  readonly sources = new Registry<Source>("source");
  readonly metrics = new Registry<Metric>("metric");
  readonly policies: PolicyDraft[] = [];
  readonly reports: QualityReport[] = [];
  readonly monitors: MonitorSpec[] = [];
  readonly #maxDatasets: number;
  #full = false;

  constructor(maxDatasets: number) {
    this.#maxDatasets = maxDatasets;
  }

  /** Adds what the root of one file says. */
  addFile(root: SpecMap, log: ProblemLog): void {
    const fields = new Fields(root, log, {
      what: "a catalog file",
      known: ["data_catalog", "quality_scores", "monitors"],
      protecting: ["data_catalog"],
    });
    const catalog = fields.mapOf("data_catalog");
    if (catalog !== null) this.#addCatalog(catalog, log);
    for (const item of fields.items("quality_scores")) {
      const report = readQualityReport(item, log);
      if (report !== null) this.reports.push(report);
    }
    for (const item of fields.items("monitors")) {
      const monitor = readMonitor(item, null, log.child());
      if (monitor !== null) this.monitors.push(monitor);
    }
  }

  /** `false` when the limit is reached; reported once. */
  roomFor(entry: SpecEntry, log: ProblemLog): boolean {
    if (this.datasets.size < this.#maxDatasets) return true;
    if (!this.#full)
      log.error(
        "TS-LIMIT-001",
        entry.keyAt,
        `A catalog holds at most ${this.#maxDatasets} datasets; this one and all after it are left out.`,
      );
    this.#full = true;
    return false;
  }

  #addCatalog(map: SpecMap, log: ProblemLog): void {
    const known = ["title", "datasets", "glossary", "owners", "domains", "sources", "metrics", "policy"];
    const fields = new Fields(map, log, { what: "data_catalog", known, protecting: ["policy"] });
    const title = fields.label("title");
    if (title !== null && this.title !== null && this.title !== title)
      log.warning("TS-DUP-001", fields.at("title"), `The catalog is already called '${this.title}'.`, "Set the title in one file.");
    this.title ??= title;
    for (const entry of fields.mapOf("datasets")?.entries ?? []) {
      if (!this.roomFor(entry, log)) break;
      if (!this.datasets.claim(entry.key, entry.keyAt, log.child(entry.key))) continue;
      const draft = readDataset(entry, log);
      if (draft !== null) this.datasets.set(entry.key, entry.keyAt, draft);
    }
    addAll(fields, "glossary", this.terms, readTerm);
    addAll(fields, "owners", this.owners, readOwner);
    addAll(fields, "domains", this.domains, readDomain);
    addAll(fields, "sources", this.sources, readSource);
    addAll(fields, "metrics", this.metrics, readMetric);
    const policy = fields.mapOf("policy");
    if (policy !== null) this.policies.push(readPolicy(policy, log.child()));
  }
}

function addAll<T>(fields: Fields, key: string, registry: Registry<T>, read: (entry: SpecEntry, log: ProblemLog) => T | null): void {
  for (const entry of fields.mapOf(key)?.entries ?? []) {
    const log = fields.log.child();
    if (!isId(entry.key)) {
      log.error(
        "TS-SPEC-004",
        entry.keyAt,
        `'${entry.key.slice(0, 80)}' is no id below \`${key}\`.`,
        "Use letters, digits, `_`, `-` and `.`, at most 63 characters.",
      );
      continue;
    }
    if (!registry.claim(entry.key, entry.keyAt, log)) continue;
    const value = read(entry, log);
    if (value !== null) registry.set(entry.key, entry.keyAt, value);
  }
}
