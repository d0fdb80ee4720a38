import { PrismaPg } from "@prisma/adapter-pg";
import pg from "pg";
import { PrismaClient } from "#generated/prisma/client.ts";

/** What the store says about its connections. */
export interface StoreLog {
  readonly warn: (details: object, message: string) => void;
}

/** One pool, used by Prisma (reads and single rows) and directly (sets of rows, PostgreSQL's own features). */
export interface Database {
  readonly url: string;
  readonly pool: pg.Pool;
  readonly prisma: PrismaClient;
  readonly log: StoreLog;
}

export function openDatabase(url: string, log: StoreLog, connections: number): Database {
  const pool = new pg.Pool({
    connectionString: url,
    application_name: "touchstone",
    max: connections,
    connectionTimeoutMillis: 5_000,
    statement_timeout: 30_000,
    idle_in_transaction_session_timeout: 60_000,
    keepAlive: true,
  });
  // Without a listener, an idle connection that the server closes would end the process.
  pool.on("error", (error) => log.warn({ err: error }, "an idle database connection was closed"));
  return { url, pool, prisma: new PrismaClient({ adapter: new PrismaPg(pool) }), log };
}

/** Runs `work` in one transaction: committed when it resolves, rolled back when it throws. */
export async function transaction<T>(pool: pg.Pool, work: (tx: pg.PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  // A connection that dies while nothing is running on it reports here; the next statement fails and says so.
  const onError = () => undefined;
  client.on("error", onError);
  let broken = true;
  try {
    await client.query("begin");
    try {
      const result = await work(client);
      await client.query("commit");
      broken = false;
      return result;
    } catch (error) {
      await client.query("rollback").then(
        () => {
          broken = false;
        },
        () => undefined,
      );
      throw error;
    }
  } finally {
    client.off("error", onError);
    client.release(broken);
  }
}

export async function closeDatabase({ prisma, pool }: Database): Promise<void> {
  await prisma.$disconnect();
  await pool.end();
}
