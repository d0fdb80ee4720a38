/** Statements of checks and examples, run by the app itself: through the same gate as a reader's. */
import type { Engine } from "#lib/engine/engine.ts";
import type { StatementRunner } from "#lib/observe/statements.ts";
import { SYSTEM } from "#lib/policy/actor.ts";
import { scopeOf } from "#lib/policy/scope.ts";
import { passGate } from "#lib/query/gate.ts";
import type { DataPlaces } from "#lib/query/source-files.ts";
import type { Store } from "#lib/store/store.ts";

export interface StatementDeps {
  readonly store: Pick<Store, "vocabulary" | "findDataset" | "findByRelation" | "namesNear">;
  readonly engine: Engine;
  readonly places: DataPlaces;
  readonly secret: string;
  readonly now: () => Date;
}

/** As long as a contract may write them. */
const MAX_BYTES = 256 * 1024;

export function statementRunner({ store, engine, places, secret, now }: StatementDeps): StatementRunner {
  const scope = scopeOf(SYSTEM);
  return {
    run: async (text, limit, limits) => {
      const vocabulary = await store.vocabulary();
      const { sql, datasets } = await passGate(
        { engine, places, secret, vocabulary, now, store },
        { text, params: [], scope, maxBytes: MAX_BYTES, limits },
      );
      const isDelicate = datasets.some(({ record }) =>
        record.contract.columns.some(({ classification, mask }) => classification !== null || mask !== null),
      );
      return { ...(await engine.run(sql, limit, limits)), isDelicate };
    },
  };
}
