import { readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";

const FILE = "server.json";
const noteSchema = z.object({ url: z.string(), pid: z.number().int() });

/** Writes `<home>/server.json` (mode 0600), by which the command line finds this server. */
export async function writeServerNote(home: string, url: string): Promise<void> {
  const path = join(home, FILE);
  const draft = `${path}.${process.pid}`;
  await writeFile(draft, `${JSON.stringify({ url, pid: process.pid })}\n`, { mode: 0o600 });
  await rename(draft, path);
}

/** Removes the note, unless another server has written its own meanwhile. */
export async function removeServerNote(home: string): Promise<void> {
  const path = join(home, FILE);
  const text = await readFile(path, "utf8").catch(() => "null");
  const note = noteSchema.safeParse(JSON.parse(text));
  if (note.success && note.data.pid === process.pid) await rm(path, { force: true });
}
