import { KEYWORDS } from "#components/console/completion/words.ts";

/** A name as SQL wants it: quoted where it would be read otherwise. A dotted name is one of several parts. */
export function sqlName(name: string): string {
  const isPlain = /^[a-z_][a-z0-9_]*(?:\.[a-z_][a-z0-9_]*)*$/i.test(name) && !KEYWORDS.includes(name.toUpperCase());
  return isPlain ? name : `"${name.replaceAll('"', '""')}"`;
}
