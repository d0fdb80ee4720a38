import type { Prisma } from "#generated/prisma/client.ts";
import type { DatasetContract } from "#lib/contract/contract.ts";
import { AppError } from "#lib/errors.ts";
import type { Scope } from "#lib/policy/scope.ts";
import type { DatasetRecord, QualityPoint } from "#lib/store/store.ts";

/** Grows when `DatasetContract` changes so that stored ones cannot be read as the new type. */
export const CONTRACT_FORMAT = 1;

export const RECORD = {
  id: true,
  seenBy: true,
  readBy: true,
  createdAt: true,
  updatedAt: true,
  staleSince: true,
  reportScore: true,
  reportAt: true,
  reportSource: true,
  version: { select: { contract: true, contractFormat: true, version: true, commit: true, author: true } },
} as const satisfies Prisma.DatasetSelect;

type Row = Prisma.DatasetGetPayload<{ select: typeof RECORD }>;

/** The published datasets that a scope admits. Part of every `where` that reads datasets. */
export function admittedBy(scope: Scope): Prisma.DatasetWhereInput {
  return scope.audience === "all" ? { removedAt: null } : { removedAt: null, seenBy: { hasSome: [...scope.audience] } };
}

export function toRecord(row: Row): DatasetRecord {
  return {
    id: row.id,
    contract: readContract(row.version.contract, row.version.contractFormat),
    version: row.version.version,
    commit: row.version.commit,
    author: row.version.author,
    updatedAt: row.updatedAt,
    createdAt: row.createdAt,
    seenBy: row.seenBy,
    readBy: row.readBy,
    staleSince: row.staleSince,
    latestReport: reportOf(row),
  };
}

function reportOf({ reportScore: score, reportAt: measuredAt, reportSource: source }: Row): QualityPoint | null {
  return score === null || measuredAt === null || source === null ? null : { score, measuredAt, source };
}

/** Trusted, because only `publish` writes it, from a parsed contract; the format number tells whether it is of this type. */
function readContract(stored: unknown, format: number): DatasetContract {
  if (format !== CONTRACT_FORMAT)
    throw new AppError(
      "TS-SERVER-001",
      `A stored contract has format ${format}, this version reads ${CONTRACT_FORMAT}. Publish the catalog again.`,
    );
  return stored as DatasetContract;
}
