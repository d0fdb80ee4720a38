/** Which datasets are to be looked at now: those that changed, those that are due, and those that nobody has looked at yet. */
import type { DatasetContract } from "#lib/contract/contract.ts";
import { sourceIdOf } from "#lib/engine/relation.ts";
import type { Scanner } from "#lib/engine/scan.ts";
import type { Subjects } from "#lib/observe/subject.ts";
import type { ResolvedRelation } from "#lib/query/source-files.ts";
import type { EvidenceHead, EvidenceStore, Trigger } from "#lib/store/evidence.ts";

export interface Noticed {
  readonly datasetId: string;
  readonly sourceId: string;
  readonly trigger: Trigger;
}

export interface NoticingDeps {
  readonly subjects: Pick<Subjects, "all" | "resolve">;
  readonly engine: Pick<Scanner, "probe">;
  readonly evidence: Pick<EvidenceStore, "heads" | "seen" | "due">;
  readonly now: () => Date;
  readonly onNoticed: (noticed: Noticed) => Promise<void>;
  readonly onError: (sourceId: string, error: unknown) => void;
}

interface Candidate {
  readonly id: string;
  readonly contract: DatasetContract;
  readonly head: EvidenceHead | undefined;
}

/** Relations of one source that are asked for in one go. */
const BATCH = 200;
const PROBE_MS = 10_000;
const DUE = 500;
/** Of datasets without a source of their own. */
export const NOWHERE = "none";

/**
 * Looks for changes source by source. A source that is slow holds up nobody: while it is still being asked, the next round leaves it out.
 * A round resolves when all other sources have been asked.
 */
export class Noticing {
  readonly #deps: NoticingDeps;
  readonly #busy = new Map<string, Promise<void>>();

  constructor(deps: NoticingDeps) {
    this.#deps = deps;
  }

  /** Every dataset: is it new, has its contract changed, has its source? */
  async round(): Promise<void> {
    const { subjects, evidence } = this.#deps;
    const all = await subjects.all();
    const heads = await evidence.heads(all.map(({ id }) => id));
    const bySource = Map.groupBy(all, ({ contract }) => contract.source?.source ?? NOWHERE);
    const rounds: Promise<void>[] = [];
    for (const [sourceId, datasets] of bySource) {
      if (this.#busy.has(sourceId)) continue;
      const candidates = datasets.map(({ id, contract }) => ({ id, contract, head: heads.get(id) }));
      const work = this.#source(sourceId, candidates)
        .catch((error: unknown) => this.#deps.onError(sourceId, error))
        .finally(() => this.#busy.delete(sourceId));
      this.#busy.set(sourceId, work);
      rounds.push(work);
    }
    await Promise.all(rounds);
  }

  /** Datasets whose hour has come. */
  async due(): Promise<number> {
    const { evidence, now, onNoticed } = this.#deps;
    const ids = await evidence.due(now().toISOString(), DUE);
    if (ids.length === 0) return 0;
    const contracts = new Map((await this.#deps.subjects.all()).map(({ id, contract }) => [id, contract]));
    for (const datasetId of ids)
      await onNoticed({ datasetId, sourceId: contracts.get(datasetId)?.source?.source ?? NOWHERE, trigger: "schedule" });
    return ids.length;
  }

  async settle(): Promise<void> {
    await Promise.all(this.#busy.values());
  }

  async #source(sourceId: string, candidates: readonly Candidate[]): Promise<void> {
    const { onNoticed } = this.#deps;
    const known: Candidate[] = [];
    for (const candidate of candidates) {
      const { head, contract, id } = candidate;
      if (head === undefined || head.observedAt === null) await onNoticed({ datasetId: id, sourceId, trigger: "first" });
      else if (head.contractHash !== contract.hash) await onNoticed({ datasetId: id, sourceId, trigger: "contract" });
      else known.push(candidate);
    }
    for (let at = 0; at < known.length; at += BATCH) await this.#probe(sourceId, known.slice(at, at + BATCH));
  }

  async #probe(sourceId: string, candidates: readonly Candidate[]): Promise<void> {
    const { subjects, engine, evidence, now, onNoticed } = this.#deps;
    const resolved = await Promise.all(
      candidates.map(async (candidate) => ({ candidate, found: await subjects.resolve(candidate.contract) })),
    );
    const present = resolved.flatMap(({ candidate, found }) => (found.kind === "found" ? [{ candidate, relation: found.relation }] : []));
    // What was there and is gone is a change.
    for (const { candidate, found } of resolved)
      if (isGone(found, candidate)) await onNoticed({ datasetId: candidate.id, sourceId, trigger: "version" });
    const unchanged: string[] = [];
    for (const group of Map.groupBy(present, ({ relation }) => sourceIdOf(relation)).values()) {
      const limits = { timeoutMs: PROBE_MS, signal: AbortSignal.timeout(PROBE_MS) };
      const versions = await engine.probe(
        group.map(({ relation }) => relation),
        limits,
      );
      for (const [index, { candidate }] of group.entries()) {
        const version = versions[index]?.version ?? null;
        if (version === null) continue;
        if (version === candidate.head?.sourceVersion) unchanged.push(candidate.id);
        else await onNoticed({ datasetId: candidate.id, sourceId, trigger: "version" });
      }
    }
    if (unchanged.length > 0) await evidence.seen(unchanged, now().toISOString());
  }
}

function isGone(found: ResolvedRelation, { head }: Candidate): boolean {
  return found.kind === "missing" && head !== undefined && head.sourceVersion !== null;
}
