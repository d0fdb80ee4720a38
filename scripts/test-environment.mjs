const FOREIGN = /^(TOUCHSTONE_|OIDC_|SMTP_|MEILI_|TRINO_|STATSD_)|^(DATABASE_URL|MIGRATE_DATABASE_URL|PORT|HOST|NODE_ENV)$/;

/** What somebody has set for their own server must not reach tests and benchmarks. */
export function cleanEnvironment() {
  const kept = Object.entries(process.env).filter(([name]) => !FOREIGN.test(name));
  return { ...Object.fromEntries(kept), CI: "1", TZ: "UTC", NEXT_TELEMETRY_DISABLED: "1", CHECKPOINT_DISABLE: "1" };
}
