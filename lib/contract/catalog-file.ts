import type { Metric, MonitorSpec, Owner, Position, QualityReport, Source } from "#lib/contract/contract.ts";
import { type DatasetDraft, readDataset } from "#lib/contract/dataset.ts";
import { type DomainDraft, readDomain } from "#lib/contract/domain.ts";
import { Fields } from "#lib/contract/fields.ts";
import { isForeign } from "#lib/contract/foreign-file.ts";
import { readMetric } from "#lib/contract/metric.ts";
import { readMonitor } from "#lib/contract/monitor.ts";
import { isId } from "#lib/contract/name.ts";
import { isOdcs } from "#lib/contract/odcs.ts";
import { readOwner } from "#lib/contract/owner.ts";
import { parseFile } from "#lib/contract/parse-file.ts";
import { type PolicyDraft, readPolicy } from "#lib/contract/policy.ts";
import type { Problem } from "#lib/contract/problem.ts";
import { ProblemLog } from "#lib/contract/problem-log.ts";
import { readQualityReport } from "#lib/contract/quality-report.ts";
import { readSource } from "#lib/contract/source.ts";
import type { SpecEntry, SpecMap } from "#lib/contract/spec.ts";
import { readTerm, type TermDraft } from "#lib/contract/term.ts";

/** Something with a name in one file. Whether the name is still free is known only when all files are. */
export interface Named<T> {
  readonly id: string;
  readonly position: Position;
  /** `null`: its text is broken, but the name is known. */
  readonly value: T | null;
  /** They count only if it does: the text of a second thing with one name is not looked at. */
  readonly problems: readonly Problem[];
}

/** What one file says by itself. Nothing but values: it can be kept as long as the text is the same, and be sent to another thread. */
export interface CatalogFile {
  readonly file: string;
  readonly problems: readonly Problem[];
  readonly title: { readonly text: string; readonly position: Position } | null;
  readonly datasets: readonly Named<DatasetDraft>[];
  readonly terms: readonly Named<TermDraft>[];
  readonly owners: readonly Named<Owner>[];
  readonly domains: readonly Named<DomainDraft>[];
  readonly sources: readonly Named<Source>[];
  readonly metrics: readonly Named<Metric>[];
  readonly policy: PolicyDraft | null;
  readonly reports: readonly QualityReport[];
  readonly monitors: readonly MonitorSpec[];
  /** A file of the Open Data Contract Standard: what its objects are called is known only when all native files are. */
  readonly contract: SpecMap | null;
}

const SECTIONS = ["data_catalog", "quality_scores", "monitors"];
const KEYS = ["title", "datasets", "glossary", "owners", "domains", "sources", "metrics", "policy"];

/** Text → what it says. Depends on nothing but its arguments, and never throws for anything that a file can hold. */
export function readCatalogFile({ path, text }: { readonly path: string; readonly text: string }): CatalogFile {
  const parsed = parseFile({ file: path, text }, { manyDocuments: true });
  const problems = [...parsed.problems];
  const log = new ProblemLog(problems);
  const contract = parsed.root !== null && isOdcs(parsed.root) ? parsed.root : null;
  const isOther = contract === null && parsed.root !== null && isForeign(parsed.root, { sections: SECTIONS, inside: KEYS }, log);
  const root = contract === null && !isOther ? parsed.root : null;
  const fields = root === null ? null : new Fields(root, log, { what: "a catalog file", known: SECTIONS, protecting: ["data_catalog"] });
  const map = fields?.mapOf("data_catalog") ?? null;
  const catalog = map === null ? null : new Fields(map, log, { what: "data_catalog", known: KEYS, protecting: ["policy"] });
  const title = catalog?.label("title") ?? null;
  const policy = catalog?.mapOf("policy") ?? null;
  return {
    file: path,
    title: catalog === null || title === null ? null : { text: title, position: catalog.at("title") },
    datasets: listNamed(catalog, "datasets", (entry, own) => readDataset(entry, own), log),
    terms: listIds(catalog, "glossary", readTerm, log),
    owners: listIds(catalog, "owners", readOwner, log),
    domains: listIds(catalog, "domains", readDomain, log),
    sources: listIds(catalog, "sources", readSource, log),
    metrics: listIds(catalog, "metrics", readMetric, log),
    policy: policy === null ? null : readPolicy(policy, log.child()),
    reports: (fields?.items("quality_scores") ?? []).flatMap((item) => readQualityReport(item, log) ?? []),
    monitors: (fields?.items("monitors") ?? []).flatMap((item) => readMonitor(item, null, log.child()) ?? []),
    contract,
    problems,
  };
}

type Read<T> = (entry: SpecEntry, log: ProblemLog) => T | null;

function listNamed<T>(
  catalog: Fields | null,
  section: string,
  read: Read<T>,
  log: ProblemLog,
  isName: (entry: SpecEntry, log: ProblemLog) => boolean = () => true,
): readonly Named<T>[] {
  const entries = catalog?.mapOf(section)?.entries ?? [];
  return entries.flatMap((entry) => {
    if (!isName(entry, log)) return [];
    const problems: Problem[] = [];
    const value = read(entry, new ProblemLog(problems));
    return [{ id: entry.key, position: entry.keyAt, value, problems }];
  });
}

function listIds<T>(catalog: Fields | null, section: string, read: Read<T>, log: ProblemLog): readonly Named<T>[] {
  return listNamed(catalog, section, read, log, ({ key, keyAt }) => {
    if (isId(key)) return true;
    log.error(
      "TS-SPEC-004",
      keyAt,
      `'${key.slice(0, 80)}' is no id below \`${section}\`.`,
      "Use letters, digits, `_`, `-` and `.`, at most 63 characters.",
    );
    return false;
  });
}
