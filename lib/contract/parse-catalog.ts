import { CatalogNames } from "#lib/contract/catalog-names.ts";
import type { AccessLevel, Catalog, Policy } from "#lib/contract/contract.ts";
import { type DocumentOptions, Documents } from "#lib/contract/documents.ts";
import { brokenFiles, holdNames, type PublishedNames } from "#lib/contract/held-names.ts";
import { Hints } from "#lib/contract/hints.ts";
import { linkCatalog } from "#lib/contract/link-catalog.ts";
import { linkProblems } from "#lib/contract/link-problems.ts";
import { readOdcs } from "#lib/contract/odcs.ts";
import { type CatalogText, ParseMemory } from "#lib/contract/parse-memory.ts";
import { mergePolicies } from "#lib/contract/policy.ts";
import type { Problem } from "#lib/contract/problem.ts";
import { compareText, ProblemLog, sortProblems } from "#lib/contract/problem-log.ts";
import { Sections } from "#lib/contract/sections.ts";
import type { SpecMap } from "#lib/contract/spec.ts";

export interface ParseCatalogOptions extends DocumentOptions {
  /** For datasets without a visibility where the policy sets no default. */
  readonly defaultVisibility: AccessLevel;
  /** Default 100,000. */
  readonly maxDatasets?: number;
  /** The policy of the last good version: where no file says otherwise, it holds while a file is broken. */
  readonly lastPolicy?: Policy | null;
  /** Files (or folders, with a `/` at the end) that could not even be read, so what they say is unknown. */
  readonly unreadable?: readonly string[];
  /** What is published: what a file that is broken now defined before is still known. */
  readonly published?: PublishedNames;
}

export interface ParsedCatalog {
  readonly catalog: Catalog;
  readonly problems: readonly Problem[];
}

/**
 * All files of a catalog → what they say together, and every problem of all of them. Pure and deterministic: the order of `files`
 * does not matter, and two runs give the same bytes. Never throws for anything that a file can hold.
 * @param memory of earlier runs over the same catalog: it saves time, and the answer does not depend on it
 */
export function parseCatalog(files: readonly CatalogText[], options: ParseCatalogOptions, memory = new ParseMemory()): ParsedCatalog {
  const problems: Problem[] = [];
  const sections = new Sections(options.maxDatasets ?? 100_000);
  const contracts: SpecMap[] = [];

  for (const text of files.toSorted((a, b) => compareText(a.path, b.path))) {
    const file = memory.read(text);
    sections.addFile(file, problems);
    if (file.contract !== null) contracts.push(file.contract);
  }
  memory.keepOnly(new Set(files.map(({ path }) => path)));
  // After all native files, because an ODCS object takes a longer name where a native dataset has its name.
  for (const contract of contracts) readOdcs(contract, sections, memory.objects, problems);

  const { unreadable = [], published } = options;
  const failed = problems.flatMap(({ level, position }) => (level === "error" ? [position.file] : []));
  if (published !== undefined) holdNames(sections, published, brokenFiles(failed, unreadable));
  // An error anywhere may stand where a policy was.
  const broken = unreadable.length > 0 || failed.length > 0;
  const policy = memory.samePolicy(mergePolicies(sections.policies, new ProblemLog(problems), broken ? options.lastPolicy : null));

  const documents = new Documents(options, memory.documents);
  const names = new CatalogNames(sections, documents);
  const { catalog, traces } = linkCatalog(sections, names, {
    policy,
    isPolicyKnown: !broken || policy.attributes.length > 0,
    defaultVisibility: options.defaultVisibility,
    linked: memory.linked,
  });
  const hints = new Hints(names, memory.nameSets);
  for (const problem of linkProblems(traces, hints)) problems.push(problem);
  memory.documents = documents.kept;
  memory.nameSets = hints.kept;
  return { catalog, problems: sortProblems(problems) };
}
