import type { LimitsView, LimitView } from "#lib/api/schemas/limits.ts";
import type { ENV_SCHEMA, Env, PerReader } from "#lib/server/env.ts";

type Variable = keyof typeof ENV_SCHEMA.shape;
type Entry = readonly [Omit<LimitView, "yours" | "anonymous" | "person">, PerReader, Variable, Variable];

/** Every limit on reading data, as it is set here, for people and for programs. */
export function limitsView({ limits, engine }: Pick<Env, "limits" | "engine">, reader: LimitsView["reader"]): LimitsView {
  const { query, export: exports, rows, sqlBytes, queriesAtOnce, pagesAtOnce, queue } = limits;
  const same = (value: number): PerReader => ({ person: value, anonymous: value });
  const kib = ({ person, anonymous }: PerReader): PerReader => ({ person: person / 1024, anonymous: anonymous / 1024 });
  const own = (id: string, title: string, unit: LimitView["unit"], values: PerReader, variable: Variable): Entry => [
    { id, title, unit },
    values,
    variable,
    `${variable}_ANONYMOUS` as Variable,
  ];
  const shared = (id: string, title: string, unit: LimitView["unit"], value: number, variable: Variable): Entry => [
    { id, title, unit },
    same(value),
    variable,
    variable,
  ];
  const all: readonly Entry[] = [
    own("query-time", "Longest query", "ms", query, "TOUCHSTONE_QUERY_MS"),
    own("export-time", "Longest export, and longest file of a query", "ms", exports, "TOUCHSTONE_EXPORT_MS"),
    shared("slow-reader", "Slowest reader of an export while others wait for its place", "KiB/s", engine.slowKb, "TOUCHSTONE_SLOW_KB"),
    own("rows", "Most rows of a page or a JSON answer", "rows", rows, "TOUCHSTONE_ROWS"),
    own("sql", "Longest statement", "KiB", kib(sqlBytes), "TOUCHSTONE_SQL_KB"),
    own("queries", "Queries of one reader, and exports", "at once", queriesAtOnce, "TOUCHSTONE_QUERIES"),
    own("pages", "Pages of rows of one reader", "at once", pagesAtOnce, "TOUCHSTONE_PAGES"),
    shared("queue", "More of one reader that wait", "waiting", queue.length, "TOUCHSTONE_QUEUE"),
    shared("queue-time", "Longest wait for a turn", "ms", queue.ms, "TOUCHSTONE_QUEUE_MS"),
    shared("workers", "Queries of everybody", "at once", engine.workers, "TOUCHSTONE_WORKERS"),
    shared("spares", "Exports of everybody, and workers kept warm", "at once", engine.spares, "TOUCHSTONE_SPARES"),
    shared("engine-memory", "Memory of the engine for one query", "MB", engine.memoryMb, "TOUCHSTONE_ENGINE_MB"),
    shared("resident-memory", "Memory at which a worker is stopped", "MB", engine.residentMb, "TOUCHSTONE_RESIDENT_MB"),
    shared("data-memory", "Data segment of a worker, where the system limits it", "MB", engine.dataMb, "TOUCHSTONE_DATA_MB"),
    shared("temporary-files", "Temporary files of one query", "MB", engine.tempMb, "TOUCHSTONE_TEMP_MB"),
    shared("copies", "Copies of files that are read often", "MB", engine.hotMb, "TOUCHSTONE_HOT_MB"),
  ];
  return {
    reader,
    limits: all.map(([about, values, person, anonymous]) => ({
      ...about,
      yours: values[reader],
      anonymous: { value: values.anonymous, variable: anonymous },
      person: { value: values.person, variable: person },
    })),
  };
}
