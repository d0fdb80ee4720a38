/** The server of `export-server.ts` from outside: downloads that keep nothing, and what each took of the machine. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { connect } from "node:net";
import { fileURLToPath } from "node:url";
import { readResidentMb } from "#lib/engine/duckdb/resident-memory.ts";
import type { ServerCost } from "./export-server.ts";

const ENTRY = fileURLToPath(new URL("./export-server.ts", import.meta.url));
/** Of `/proc/<pid>/stat`: hundredths of a second on every Linux. */
const TICK_MS = 10;

export interface Download {
  readonly ms: number;
  /** As on the wire. */
  readonly bytes: number;
  /** Processor time of the web process, and of the engine's. */
  readonly webMs: number;
  readonly workersMs: number;
  /** The most that the web process had in memory; 0 elsewhere than on Linux. */
  readonly peakMb: number;
}

export interface MeasuredServer {
  readonly download: (path: string) => Promise<Download>;
  readonly stop: () => Promise<void>;
}

export async function startMeasuredServer(folder: string, home: string, columns: readonly string[]): Promise<MeasuredServer> {
  const child = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", ENTRY, folder, home, columns.join(",")], {
    env: { ...process.env, NODE_ENV: "production" },
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  const { port } = await costOf(child);
  return {
    download: async (path) => {
      const before = await costOf(child);
      const workersBefore = workersMs(before.workers);
      let peakMb = 0;
      const watch = setInterval(() => {
        peakMb = Math.max(peakMb, readResidentMb(child.pid ?? 0) ?? 0);
      }, 25);
      const began = performance.now();
      const bytes = await drain(port, path).finally(() => clearInterval(watch));
      const ms = performance.now() - began;
      const after = await costOf(child);
      return { ms, bytes, peakMb, webMs: after.cpuMs - before.cpuMs, workersMs: workersMs(after.workers) - workersBefore };
    },
    stop: async () => {
      const exited = once(child, "exit");
      child.disconnect();
      await exited;
    },
  };
}

function costOf(child: ChildProcess): Promise<ServerCost> {
  return new Promise((resolve, reject) => {
    const onExit = () => reject(new Error("the server ended"));
    child.once("exit", onExit);
    child.once("message", (cost) => {
      child.off("exit", onExit);
      resolve(cost as ServerCost);
    });
    child.send("cost");
  });
}

function workersMs(pids: readonly number[]): number {
  const ticks = pids.map((pid) => {
    // Behind the command's name, which may hold blanks: the 14th and 15th field are time as user and in the kernel.
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").at(-1)?.split(" ") ?? [];
    return Number(fields[11]) + Number(fields[12]);
  });
  return ticks.reduce((sum, count) => sum + count, 0) * TICK_MS;
}

/** A client as cheap as can be: its work is measured with the server's. Rejects unless the answer is a whole 200. */
function drain(port: number, path: string): Promise<number> {
  return new Promise((resolve, reject) => {
    let bytes = 0;
    let head = "";
    let tail = "";
    const socket = connect({
      ...{ port, host: "127.0.0.1" },
      onread: {
        buffer: Buffer.alloc(1 << 18),
        callback: (count, buffer) => {
          const chunk = Buffer.from(buffer.buffer, buffer.byteOffset, count);
          if (bytes === 0) head = chunk.toString("latin1", 0, 15);
          tail = (tail + chunk.toString("latin1", Math.max(0, count - 512))).slice(-1_024);
          bytes += count;
          return true;
        },
      },
    });
    socket.on("error", reject);
    socket.on("close", () => {
      // The last chunk has no length; trailers may follow it.
      if (head === "HTTP/1.1 200 OK" && /\r\n0\r\n(?:.*\r\n)+$/s.test(tail)) resolve(bytes);
      else reject(new Error(`${path} was answered with ${head}, and ended with ${JSON.stringify(tail)}`));
    });
    socket.write(`GET ${path} HTTP/1.1\r\nHost: localhost\r\nAccept-Encoding: identity\r\nConnection: close\r\n\r\n`);
  });
}
