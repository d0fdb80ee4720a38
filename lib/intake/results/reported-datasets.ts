import type { ExternalName, ReportedCheck, ReportedDataset } from "#lib/intake/results/reported.ts";

/** More checks of one dataset than this in one artifact are not kept: the ones that found nothing are left out first. */
export const MOST_CHECKS = 1_000;
const ORDER = ["fail", "error", "warn", "skipped", "pass"] as const;

interface Collected {
  readonly name: ExternalName;
  readonly checks: ReportedCheck[];
  finishedRunAt: string | null;
}

/** Gathers what an artifact says of each dataset. A second check of one id gets `#2`, as ours do. */
export class ReportedDatasets {
  readonly #byAlias = new Map<string, Collected>();
  readonly #ids = new Map<string, number>();

  add(name: ExternalName, check: ReportedCheck): void {
    const key = `${name.alias}\n${check.id}`;
    const count = (this.#ids.get(key) ?? 0) + 1;
    this.#ids.set(key, count);
    this.#of(name).checks.push(count === 1 ? check : { ...check, id: `${check.id}#${count}` });
  }

  finished(name: ExternalName, at: string): void {
    const dataset = this.#of(name);
    if (dataset.finishedRunAt === null || dataset.finishedRunAt < at) dataset.finishedRunAt = at;
  }

  list(notes: string[]): readonly ReportedDataset[] {
    return [...this.#byAlias.values()].map(({ name, checks, finishedRunAt }) => {
      const kept = checks.length <= MOST_CHECKS ? checks : worstFirst(checks).slice(0, MOST_CHECKS);
      if (kept.length < checks.length)
        notes.push(
          `${checks.length - kept.length} of ${checks.length} checks of ${name.alias} were left out: ${MOST_CHECKS} are kept, failed ones first.`,
        );
      return { name, checks: kept, finishedRunAt };
    });
  }

  #of(name: ExternalName): Collected {
    const known = this.#byAlias.get(name.alias);
    if (known !== undefined) return known;
    const made: Collected = { name, checks: [], finishedRunAt: null };
    this.#byAlias.set(name.alias, made);
    return made;
  }
}

function worstFirst(checks: readonly ReportedCheck[]): readonly ReportedCheck[] {
  return checks.toSorted((a, b) => ORDER.indexOf(a.status) - ORDER.indexOf(b.status));
}
