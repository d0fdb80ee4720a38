import { spawn } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { DuckDBInstance } from "@duckdb/node-api";

/** A small shop in a folder of its own, for tests. The loader runs as it does in the app: in a process of its own. */
export class ScratchShop {
  readonly home: string;
  readonly customers: number;
  readonly #root: string;

  constructor({ customers = 400, name = "home" }: { readonly customers?: number; readonly name?: string } = {}) {
    this.#root = mkdtempSync(join(tmpdir(), "touchstone-shop-"));
    this.home = join(this.#root, name);
    this.customers = customers;
    mkdirSync(this.home);
  }

  /** Another shop with the same data. */
  copy(): ScratchShop {
    const shop = new ScratchShop({ customers: this.customers });
    cpSync(this.home, shop.home, { recursive: true });
    return shop;
  }

  get folder(): string {
    return join(this.home, "data", "shop");
  }

  /** Runs the loader; with `killAfterMs` it is killed without warning. */
  load(
    now: string,
    { killAfterMs = 0, umask = "022" }: { readonly killAfterMs?: number; readonly umask?: string } = {},
  ): Promise<LoaderEnd> {
    const script = fileURLToPath(new URL("./load.ts", import.meta.url));
    const args = [script, "--home", this.home, "--now", now, "--customers", String(this.customers)];
    return new Promise((resolve, reject) => {
      const child = spawn("/bin/sh", ["-c", `umask ${umask}; exec "$@"`, "sh", process.execPath, ...args], {
        stdio: ["ignore", "pipe", "pipe"],
      });
      let output = "";
      let complaint = "";
      child.stdout.on("data", (chunk) => {
        output += String(chunk);
      });
      child.stderr.on("data", (chunk) => {
        complaint += String(chunk);
      });
      if (killAfterMs > 0) setTimeout(() => child.kill("SIGKILL"), killAfterMs);
      child.on("error", reject);
      child.on("close", (code) => resolve({ code, complaint, result: code === 0 ? JSON.parse(output) : null }));
    });
  }

  /** Rows as arrays of text, in the order of the query. `{orders}` in the SQL stands for the files of `orders`. */
  async query(sql: string): Promise<string[][]> {
    const instance = await DuckDBInstance.create(":memory:", { threads: "1" });
    const connection = await instance.connect();
    try {
      const reader = await connection.runAndReadAll(sql.replaceAll(/\{(\w+)\}/g, (_, name: string) => this.relation(name)));
      return reader.getRowsJson().map((row) => row.map(String));
    } finally {
      connection.closeSync();
      instance.closeSync();
    }
  }

  /** SQL that reads a dataset's files. */
  relation(name: string): string {
    const format = this.files(name)[0]?.endsWith(".csv") ? "csv" : "parquet";
    return `read_${format}('${join(this.folder, name, `*.${format}`)}')`;
  }

  files(name: string): string[] {
    return readdirSync(join(this.folder, name)).sort();
  }

  datasets(): string[] {
    return readdirSync(this.folder, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => entry.name)
      .sort();
  }

  /** Number of rows and a sum over their content, for every dataset: equal when the rows are, in whatever order and files. */
  async content(): Promise<Record<string, string>> {
    const content: Record<string, string> = {};
    for (const name of this.datasets())
      content[name] = (await this.query(`SELECT count(*), coalesce(sum(hash(t)), 0) FROM {${name}} AS t`)).join();
    return content;
  }

  remove(): void {
    rmSync(this.#root, { recursive: true, force: true });
  }
}

export interface LoaderEnd {
  readonly code: number | null;
  readonly complaint: string;
  readonly result: { readonly generated: boolean; readonly loads: number; readonly files: number } | null;
}
