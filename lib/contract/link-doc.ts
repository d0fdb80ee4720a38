import { posix } from "node:path";
import type { Doc, Position } from "#lib/contract/contract.ts";
import type { DatasetDraft } from "#lib/contract/dataset.ts";
import { linkMentions } from "#lib/contract/link-mentions.ts";
import type { Linker } from "#lib/contract/linker.ts";

/**
 * The document that `docs:` names. A broken one is left out; what it belongs to is not.
 * @param own the dataset that it belongs to, if it is one
 */
export function linkDoc(path: string | null, at: Position, own: DatasetDraft | null, linker: Linker): Doc | null {
  if (path === null) return null;
  const file = posix.normalize(posix.join(posix.dirname(at.file), path));
  if (path.startsWith("/") || path.includes("\\") || file.startsWith("../") || !/\.mdx?$/i.test(file)) {
    linker.log.error(
      "TS-DOC-001",
      at,
      "`docs` names an .mdx file inside the catalog folder.",
      "Write a relative path such as `orders.mdx`.",
    );
    return null;
  }
  const document = linker.document(file);
  if (document === null) {
    linker.log.error(
      "TS-DOC-001",
      at,
      `The document ${file.slice(0, 200)} does not exist.`,
      "Paths are relative to the file that names them.",
    );
    return null;
  }
  linkMentions(document.mentions ?? [], own, linker);
  return document.doc;
}
