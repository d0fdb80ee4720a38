/** One engine made of several: each question goes to the adapter of the source that it is about. */
import type { SourceEngine } from "#lib/contract/contract.ts";
import type { Engine } from "#lib/engine/engine.ts";
import { engineOf } from "#lib/engine/relation.ts";

export type Adapters = Readonly<Record<SourceEngine, Engine>>;

export function combineEngines(adapters: Adapters): Engine {
  const all = Object.values(adapters);
  return {
    describe: (relation, limits) => adapters[engineOf(relation)].describe(relation, limits),
    page: (query, limits) => adapters[engineOf(query.relation)].page(query, limits),
    count: (query, limits) => adapters[engineOf(query.relation)].count(query, limits),
    copy: (query, format, limits) => adapters[engineOf(query.relation)].copy(query, format, limits),
    newest: (relation, column, timezone, limits) => adapters[engineOf(relation)].newest(relation, column, timezone, limits),
    estimate: (relation, limits) => adapters[engineOf(relation)].estimate(relation, limits),
    analyze: (text, dialect, limits) => adapters[dialect].analyze(text, dialect, limits),
    run: (sql, limit, limits) => adapters[sql.dialect].run(sql, limit, limits),
    copySql: (sql, format, limits) => adapters[sql.dialect].copySql(sql, format, limits),
    explain: (sql, limits) => adapters[sql.dialect].explain(sql, limits),
    scan: (request, limits) => adapters[engineOf(request.relation)].scan(request, limits),
    probe: async (relations, limits) => {
      const [first] = relations;
      return first === undefined ? [] : await adapters[engineOf(first)].probe(relations, limits);
    },
    discover: (source, limits) => adapters[source.engine].discover(source, limits),
    // Files are always there; a server that is down takes only its own datasets along.
    health: () => adapters.duckdb.health(),
    close: async () => {
      await Promise.all(all.map((adapter) => adapter.close()));
    },
  };
}
