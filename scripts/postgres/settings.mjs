/**
 * The server's settings as arguments, so that an old cluster gets today's values. Sized for 2 cores beside the app.
 * @param {{ socketFolder: string | undefined, port: number, durable: boolean }} options
 *   without a socket folder it listens on the loopback address; not durable is for tests only
 */
export function serverSettings({ socketFolder, port, durable }) {
  const settings = {
    listen_addresses: socketFolder === undefined ? "127.0.0.1" : "",
    port,
    ...(socketFolder === undefined ? {} : { unix_socket_directories: socketFolder, unix_socket_permissions: "0700" }),
    max_connections: 60,
    shared_buffers: "64MB",
    maintenance_work_mem: "64MB",
    max_wal_size: "512MB",
    min_wal_size: "48MB",
    wal_level: "minimal",
    max_wal_senders: 0,
    max_parallel_workers_per_gather: 1,
    io_method: "sync",
    jit: "off",
    timezone: "UTC",
    log_timezone: "UTC",
    lc_messages: "C",
    log_min_messages: "warning",
    password_encryption: "scram-sha-256",
    ...(durable ? {} : { fsync: "off", synchronous_commit: "off", full_page_writes: "off" }),
  };
  return Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
}
