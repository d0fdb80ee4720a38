import type { CatalogFile, Named } from "#lib/contract/catalog-file.ts";
import type { Metric, MonitorSpec, Owner, Position, QualityReport, Source } from "#lib/contract/contract.ts";
import type { DatasetDraft } from "#lib/contract/dataset.ts";
import type { DomainDraft } from "#lib/contract/domain.ts";
import type { PolicyDraft } from "#lib/contract/policy.ts";
import type { Problem } from "#lib/contract/problem.ts";
import { ProblemLog } from "#lib/contract/problem-log.ts";
import { Registry } from "#lib/contract/registry.ts";
import type { TermDraft } from "#lib/contract/term.ts";

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

  /** Adds what one file says, and of its problems those that count. */
  addFile(file: CatalogFile, problems: Problem[]): void {
    const log = new ProblemLog(problems);
    for (const problem of file.problems) problems.push(problem);
    this.#addTitle(file.title, log);
    for (const dataset of file.datasets) {
      if (!this.roomFor(dataset.position, log)) break;
      addNamed(this.datasets, dataset, log.child(dataset.id), problems);
    }
    for (const term of file.terms) addNamed(this.terms, term, log, problems);
    for (const owner of file.owners) addNamed(this.owners, owner, log, problems);
    for (const domain of file.domains) addNamed(this.domains, domain, log, problems);
    for (const source of file.sources) addNamed(this.sources, source, log, problems);
    for (const metric of file.metrics) addNamed(this.metrics, metric, log, problems);
    if (file.policy !== null) this.policies.push(file.policy);
    this.reports.push(...file.reports);
    this.monitors.push(...file.monitors);
  }

  /** `false` when the limit is reached; reported once. */
  roomFor(position: Position, log: ProblemLog): boolean {
    if (this.datasets.size < this.#maxDatasets) return true;
    if (!this.#full)
      log.error("TS-LIMIT-001", position, `A catalog holds at most ${this.#maxDatasets} datasets; this one and all after it are left out.`);
    this.#full = true;
    return false;
  }

  #addTitle(title: CatalogFile["title"], log: ProblemLog): void {
    if (title === null) return;
    if (this.title !== null && this.title !== title.text)
      log.warning("TS-DUP-001", title.position, `The catalog is already called '${this.title}'.`, "Set the title in one file.");
    this.title ??= title.text;
  }
}

/** Adds one thing with a name, if the name is free. */
export function addNamed<T>(registry: Registry<T>, { id, position, value, problems }: Named<T>, log: ProblemLog, sink: Problem[]): void {
  if (!registry.claim(id, position, log)) return;
  for (const problem of problems) sink.push(problem);
  if (value !== null) registry.set(id, position, value);
}
