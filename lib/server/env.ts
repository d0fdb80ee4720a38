import { createHmac, randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, dirname, isAbsolute, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { AppError } from "#lib/errors.ts";

/** The checkout: two folders above this file. */
const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), "../..");

const flag = z.enum(["0", "1", "true", "false", "on", "off", ""]).transform((text) => text === "1" || text === "true" || text === "on");
const count = (min: number, max: number, fallback: number) => z.coerce.number().int().min(min).max(max).default(fallback);

/**
 * Every environment variable that Touchstone reads, once. The table in the README lists the same names; a test compares them.
 * Durations end in `_MS`, sizes in `_MB`.
 */
export const ENV_SCHEMA = z.object({
  PORT: count(0, 65_535, 3000),
  HOST: z.string().min(1).default("127.0.0.1"),
  DATABASE_URL: z.string().regex(/^postgres(ql)?:\/\//, "must start with postgresql://"),
  TOUCHSTONE_URL: z.url({ protocol: /^https?$/ }).optional(),
  TOUCHSTONE_HOME: z.string().min(1).default(".touchstone"),
  TOUCHSTONE_CATALOG: z.string().min(1).default("catalog"),
  TOUCHSTONE_DATA_ROOTS: z.string().optional(),
  TOUCHSTONE_TRUST_PROXY: count(0, 20, 0),
  TOUCHSTONE_SECRET: z.string().min(32, "must have at least 32 characters").optional(),
  TOUCHSTONE_ENVIRONMENT: z.string().max(40).default(""),
  TOUCHSTONE_DEMO: flag.default(true),
  TOUCHSTONE_DEV: flag.default(false),
  TOUCHSTONE_TEST: flag.default(false),
  TOUCHSTONE_WORKER_UID: z.coerce.number().int().positive().optional(),
  TOUCHSTONE_LOG: z.enum(["debug", "info", "warn", "error", "silent"]).default("warn"),
  TOUCHSTONE_QUERY_MS: count(100, 600_000, 30_000),
  TOUCHSTONE_QUERY_MS_ANONYMOUS: count(100, 600_000, 10_000),
  TOUCHSTONE_ROWS: count(1, 1_000_000, 10_000),
  TOUCHSTONE_ROWS_ANONYMOUS: count(1, 1_000_000, 1_000),
  TOUCHSTONE_EXPORT_MS: count(1_000, 86_400_000, 1_800_000),
  TOUCHSTONE_EXPORT_MS_ANONYMOUS: count(1_000, 86_400_000, 600_000),
  TOUCHSTONE_SLOW_KB: count(0, 1_000_000, 32),
  TOUCHSTONE_SQL_KB: count(1, 1_000, 128),
  TOUCHSTONE_SQL_KB_ANONYMOUS: count(1, 1_000, 16),
  TOUCHSTONE_QUERIES: count(1, 1_000, 2),
  TOUCHSTONE_QUERIES_ANONYMOUS: count(1, 1_000, 1),
  TOUCHSTONE_PAGES: count(1, 1_000, 4),
  TOUCHSTONE_PAGES_ANONYMOUS: count(1, 1_000, 4),
  TOUCHSTONE_QUEUE: count(0, 10_000, 20),
  TOUCHSTONE_QUEUE_MS: count(0, 600_000, 5_000),
  TOUCHSTONE_WORKERS: count(1, 64, 2),
  TOUCHSTONE_SPARES: count(0, 64, 2),
  TOUCHSTONE_ENGINE_MB: count(64, 1_000_000, 512),
  TOUCHSTONE_RESIDENT_MB: count(128, 1_000_000, 1_024),
  TOUCHSTONE_DATA_MB: count(512, 1_000_000, 3_072),
  TOUCHSTONE_TEMP_MB: count(16, 1_000_000, 2_048),
  TOUCHSTONE_HOT_MB: count(0, 10_000_000, 4_096),
  TOUCHSTONE_PUBLISH_MB: count(256, 1_000_000, 2_048),
  SMTP_URL: z
    .string()
    .regex(/^smtps?:\/\//, "must start with smtp:// or smtps://")
    .optional(),
  TOUCHSTONE_MAIL_FROM: z
    .string()
    .regex(/^\P{Cc}{3,300}$/u, "must be a mail address")
    .default("Touchstone <touchstone@localhost>"),
  TOUCHSTONE_WEBHOOK_SECRET: z.string().min(32, "must have at least 32 characters").optional(),
  TOUCHSTONE_ALLOW_PRIVATE_WEBHOOKS: flag.default(false),
});

/** Nothing else of the environment can be named by a catalog. */
const SOURCE_NAME = /^TOUCHSTONE_SOURCE_[A-Z0-9_]+$/;
const ALERT_NAME = /^TOUCHSTONE_ALERT_[A-Z0-9_]+$/;

export interface Env {
  readonly root: string;
  readonly port: number;
  readonly host: string;
  readonly databaseUrl: string;
  /** Where the app can be reached from outside, without a slash at the end; `null`: take it from the request. */
  readonly publicUrl: string | null;
  readonly home: string;
  readonly catalogDir: string;
  /** The catalog folder is the sample that comes with Touchstone. */
  readonly isSample: boolean;
  readonly dataRoots: readonly string[];
  /** Proxies in front whose word on where a request comes from counts. */
  readonly trustedProxies: number;
  readonly secret: string;
  readonly environment: string;
  readonly demo: boolean;
  readonly dev: boolean;
  readonly test: boolean;
  readonly workerUid: number | null;
  readonly logLevel: "debug" | "info" | "warn" | "error" | "silent";
  readonly limits: ReadLimits;
  readonly publishMb: number;
  /**
   * The address of a source that is a server, by the name of its variable (`TOUCHSTONE_SOURCE_…`); `null`: not set. A function, because
   * addresses hold passwords: whoever prints this object prints none.
   */
  readonly sourceUrl: (urlEnv: string) => string | null;
  readonly alerts: AlertSettings;
  readonly engine: {
    workers: number;
    spares: number;
    memoryMb: number;
    residentMb: number;
    dataMb: number;
    tempMb: number;
    hotMb: number;
    slowKb: number;
  };
}

/** Functions where the value is a secret or may hold one. */
export interface AlertSettings {
  /** Where alerts go, by the name of a variable `TOUCHSTONE_ALERT_…`; `null`: not set. */
  readonly addressOf: (env: string) => string | null;
  /** `null`: mail is not configured. */
  readonly smtpUrl: () => string | null;
  readonly mailFrom: string;
  /** Key of webhooks' signatures. */
  readonly signingKey: () => string;
  readonly allowPrivate: boolean;
}

/** One for people with a token, one for everybody else. */
export interface PerReader {
  readonly person: number;
  readonly anonymous: number;
}

export interface ReadLimits {
  /** Longest query and longest export, in milliseconds. */
  readonly query: PerReader;
  readonly export: PerReader;
  /** Most rows of a page or a JSON answer. */
  readonly rows: PerReader;
  /** Longest statement, in bytes. */
  readonly sqlBytes: PerReader;
  /** Under way at once for one reader: queries, and exports, and pages of rows. */
  readonly queriesAtOnce: PerReader;
  readonly pagesAtOnce: PerReader;
  /** How many more of one reader wait, and for how long in milliseconds. */
  readonly queue: { readonly length: number; readonly ms: number };
}

/**
 * Reads and checks the environment.
 * @throws AppError TS-START-001 that names every variable that is wrong.
 */
export function readEnv(source: Readonly<Record<string, string | undefined>> = process.env): Env {
  const result = ENV_SCHEMA.safeParse(Object.fromEntries(Object.entries(source).filter(([, value]) => value !== "")));
  if (!result.success) {
    const details = result.error.issues.map((issue) => ({ path: issue.path.join("."), message: issue.message }));
    const list = details.map((detail) => `${detail.path}: ${detail.message}`).join("; ");
    throw new AppError("TS-START-001", `The configuration is wrong (${list}). Set these in the environment or in .env.`, { details });
  }
  const values = result.data;
  const absolute = (path: string) => (isAbsolute(path) ? path : resolve(ROOT, path));
  const home = absolute(values.TOUCHSTONE_HOME);
  const catalogDir = absolute(values.TOUCHSTONE_CATALOG);
  const isSample = catalogDir === join(ROOT, "catalog");
  const secret = values.TOUCHSTONE_SECRET ?? readSecret(home);
  const roots = values.TOUCHSTONE_DATA_ROOTS?.split(delimiter).filter((path) => path !== "");
  return {
    root: ROOT,
    port: values.PORT,
    host: values.HOST,
    databaseUrl: values.DATABASE_URL,
    publicUrl: values.TOUCHSTONE_URL?.replace(/\/+$/, "") ?? null,
    home,
    catalogDir,
    isSample,
    dataRoots: roots === undefined ? [catalogDir, join(home, "data")] : roots.map(absolute),
    trustedProxies: values.TOUCHSTONE_TRUST_PROXY,
    secret,
    environment: values.TOUCHSTONE_ENVIRONMENT,
    demo: values.TOUCHSTONE_DEMO && isSample,
    dev: values.TOUCHSTONE_DEV,
    test: values.TOUCHSTONE_TEST,
    workerUid: values.TOUCHSTONE_WORKER_UID ?? null,
    logLevel: values.TOUCHSTONE_LOG,
    limits: {
      query: { person: values.TOUCHSTONE_QUERY_MS, anonymous: values.TOUCHSTONE_QUERY_MS_ANONYMOUS },
      rows: { person: values.TOUCHSTONE_ROWS, anonymous: values.TOUCHSTONE_ROWS_ANONYMOUS },
      export: { person: values.TOUCHSTONE_EXPORT_MS, anonymous: values.TOUCHSTONE_EXPORT_MS_ANONYMOUS },
      sqlBytes: { person: values.TOUCHSTONE_SQL_KB * 1024, anonymous: values.TOUCHSTONE_SQL_KB_ANONYMOUS * 1024 },
      queriesAtOnce: { person: values.TOUCHSTONE_QUERIES, anonymous: values.TOUCHSTONE_QUERIES_ANONYMOUS },
      pagesAtOnce: { person: values.TOUCHSTONE_PAGES, anonymous: values.TOUCHSTONE_PAGES_ANONYMOUS },
      queue: { length: values.TOUCHSTONE_QUEUE, ms: values.TOUCHSTONE_QUEUE_MS },
    },
    publishMb: values.TOUCHSTONE_PUBLISH_MB,
    sourceUrl: (urlEnv) => (SOURCE_NAME.test(urlEnv) && Object.hasOwn(source, urlEnv) ? source[urlEnv] || null : null),
    alerts: {
      addressOf: (env) => (ALERT_NAME.test(env) && Object.hasOwn(source, env) ? source[env] || null : null),
      smtpUrl: () => values.SMTP_URL ?? null,
      mailFrom: values.TOUCHSTONE_MAIL_FROM,
      // Of its own, so that whoever checks signatures cannot make cursors or masks.
      signingKey: () => values.TOUCHSTONE_WEBHOOK_SECRET ?? createHmac("sha256", secret).update("webhook-signature").digest("hex"),
      allowPrivate: values.TOUCHSTONE_ALLOW_PRIVATE_WEBHOOKS,
    },
    engine: {
      workers: values.TOUCHSTONE_WORKERS,
      spares: values.TOUCHSTONE_SPARES,
      memoryMb: values.TOUCHSTONE_ENGINE_MB,
      residentMb: values.TOUCHSTONE_RESIDENT_MB,
      dataMb: values.TOUCHSTONE_DATA_MB,
      tempMb: values.TOUCHSTONE_TEMP_MB,
      hotMb: values.TOUCHSTONE_HOT_MB,
      slowKb: values.TOUCHSTONE_SLOW_KB,
    },
  };
}

/** The deployment's secret (64 hexadecimal digits), made once in the state folder, readable by its owner only. */
function readSecret(home: string): string {
  const path = join(home, "secret");
  if (!existsSync(path)) {
    mkdirSync(home, { recursive: true });
    try {
      writeFileSync(path, `${randomBytes(32).toString("hex")}\n`, { mode: 0o600, flag: "wx" });
    } catch (error) {
      // Another process of ours may have been faster; then its secret counts.
      if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
    }
  }
  const secret = readFileSync(path, "utf8").trim();
  if (secret.length < 32)
    throw new AppError("TS-START-001", `${path} is too short to be a secret. Delete it; a new one is made at the next start.`);
  return secret;
}
