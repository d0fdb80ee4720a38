/** Values for tests: a contract, vocabulary or publication that says as little as possible, but for what a test names. */
import { createHash } from "node:crypto";
import type { Column, DatasetContract, Position, PromiseSpec } from "#lib/contract/contract.ts";
import type { Problem } from "#lib/contract/problem.ts";
import { audiencesOf } from "#lib/policy/scope.ts";
import type { DatasetChange, IngestionCounts, Publication, Vocabulary } from "#lib/store/store.ts";

type Words = Publication["vocabulary"];
type Put = Extract<DatasetChange, { op: "put" }>;

export const positionOf = (file = "catalog.yaml", line = 1, column = 1): Position => ({ file, line, column });

export function columnOf(overrides: Partial<Column> & Pick<Column, "name">): Column {
  return {
    ...{ type: "STRING", logicalType: "string", description: null, primaryKey: false, required: false, unique: false, values: null },
    ...{ min: null, max: null, exclusiveMin: false, exclusiveMax: false, pattern: null, references: null },
    ...{ classification: null, term: null, mask: null, position: positionOf() },
    ...overrides,
  };
}

export function promiseOf(overrides: Partial<PromiseSpec> & Pick<PromiseSpec, "kind">): PromiseSpec {
  return { column: null, label: overrides.kind, params: {}, position: positionOf(), ...overrides };
}

export type ContractOverrides = Partial<Omit<DatasetContract, "access">> &
  Pick<DatasetContract, "name"> & { readonly access?: Partial<DatasetContract["access"]> };

/** A contract that everyone may see and read. Its hash follows from what it says, unless it is given. */
export function contractOf(overrides: ContractOverrides): DatasetContract {
  const { access, ...given } = overrides;
  const contract: DatasetContract = {
    ...{ title: given.name, description: `All about ${given.name}.`, domain: null, owner: null, tags: [], terms: [], tier: null },
    ...{ status: "active", replacedBy: null, doc: null, source: null, sla: null, freshness: null, qualityTarget: null },
    ...{ columns: [columnOf({ name: "id", primaryKey: true })], checks: [], monitors: [], upstream: [], version: null, aliases: [] },
    ...{ examples: [], custom: {}, odcs: {}, inferred: [], promises: [], position: positionOf(`${given.name}.yaml`), hash: "" },
    ...given,
    access: {
      ...{ query: null, export: null, api: null, visibility: "everyone", data: "everyone", readers: [], rows: null },
      ...access,
    },
  };
  const said = JSON.stringify(contract, (key, value: unknown) => (key === "position" || key === "hash" ? undefined : value));
  return { ...contract, hash: given.hash ?? createHash("sha256").update(said).digest("hex") };
}

/** @param id `null`: new. */
export function putOf(contract: DatasetContract, id: string | null = null, overrides: Partial<Put> = {}): Put {
  const { file, line, column } = contract.position;
  return {
    ...{ op: "put", id, contract, ...audiencesOf(contract), fingerprint: `${file}:${line}:${column}` },
    change: { kind: id === null ? "added" : "changed", renamedFrom: null, changes: [] },
    ...overrides,
  };
}

export function wordsOf(overrides: Partial<Words> = {}): Words {
  const policy: Vocabulary["policy"] = {
    defaultVisibility: null,
    attributes: [],
    classifications: {},
    dimensionWeights: {},
    adminGroups: [],
  };
  return { title: null, terms: [], owners: [], domains: [], sources: [], metrics: [], policy, ...overrides };
}

const NO_COUNTS: IngestionCounts = { files: 0, added: 0, changed: 0, removed: 0, kept: 0, unchanged: 0, errors: 0, warnings: 0, notes: 0 };

export function publicationOf(overrides: Partial<Publication> & Pick<Publication, "baseRevision">): Publication {
  return {
    ...{ publisher: "folder", commit: null, author: null, datasets: [], vocabulary: wordsOf(), reports: [], problems: [] },
    ...{ counts: NO_COUNTS, startedAt: new Date("2026-01-01T00:00:00Z") },
    ...overrides,
  };
}

/** A problem at a place of a file. */
export function problemAt(level: Problem["level"], file: string, line: number): Problem {
  return {
    code: "TS-SPEC-001",
    level,
    position: { file, line, column: 1 },
    message: `Something at ${file}:${line}.`,
    hint: null,
    dataset: null,
  };
}
