/** For benchmarks, in a process of its own: the real listener over one table of a PostgreSQL server, open to everyone. */
import process from "node:process";
import { openPostgres } from "#lib/engine/postgres/postgres.ts";
import { AppError } from "#lib/errors.ts";
import { openDataHarness } from "#lib/server/data/harness.ts";
import { columnOf } from "#lib/store/fixture.ts";

const [home = ".", columns = ""] = process.argv.slice(2);
const NAME = "TOUCHSTONE_SOURCE_SHOP";

const engine = openPostgres({
  urlOf: (urlEnv) => process.env[urlEnv] ?? null,
  transcode: async () => {
    throw new AppError("TS-API-007", "CSV only.");
  },
  secret: "a secret for benchmarks, long enough to be one",
  log: { warn: () => {} },
});
const { port } = await openDataHarness({
  engine,
  folder: home,
  database: { id: "shop", urlEnv: NAME },
  datasets: [
    {
      ...{ name: "orders", source: { source: "shop", relation: "public.orders", files: null } },
      columns: columns.split(",").map((column) => columnOf({ name: column })),
    },
  ],
  limits: { export: { person: 600_000, anonymous: 600_000 } },
});

process.on("message", () => {
  const { user, system } = process.cpuUsage();
  process.send?.({ port, cpuMs: (user + system) / 1_000, residentMb: process.memoryUsage.rss() / 2 ** 20 });
});
process.on("disconnect", () => void engine.close().finally(() => process.exit()));
