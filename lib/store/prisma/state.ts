import type { CatalogState, Publisher } from "#lib/store/store.ts";
import type { Database } from "./database.ts";

const NOTHING: CatalogState = { revision: 0, publisher: "folder", commit: null, author: null, title: null, publishedAt: null };

export const publisherOf = (text: string): Publisher => (text === "push" ? "push" : "folder");

export async function readState({ prisma }: Database): Promise<CatalogState> {
  const row = await prisma.catalogState.findUnique({ where: { id: 1 } });
  if (row === null) return NOTHING;
  const { revision, publisher, commit, author, title, publishedAt } = row;
  return { revision, publisher: publisherOf(publisher), commit, author, title, publishedAt };
}

/** Back to the folder, after `touchstone push` had become the publisher. What is published stays. */
export async function adoptFolder({ prisma }: Database): Promise<void> {
  await prisma.catalogState.upsert({ where: { id: 1 }, update: { publisher: "folder" }, create: { id: 1, publisher: "folder" } });
}
