// A JSON text that may hold a NUL or half of a surrogate pair; also matches harmless text such as `\\u0000`, escaped.
const SUSPICIOUS = /\\u(?:0000|d[89a-f])/i;

/**
 * JSON that PostgreSQL takes into `jsonb` and `text`: it refuses NUL characters and halves of surrogate pairs, both of which
 * YAML can write. They become U+FFFD, so that one such character does not stop a whole catalog.
 */
export function toJson(value: unknown): string {
  const text = JSON.stringify(value);
  if (!SUSPICIOUS.test(text)) return text;
  return JSON.stringify(value, (_, item: unknown) => mend(item));
}

function mend(item: unknown): unknown {
  if (typeof item === "string") return mendText(item);
  if (typeof item !== "object" || item === null || Array.isArray(item)) return item;
  return Object.fromEntries(Object.entries(item).map(([key, value]) => [mendText(key), value]));
}

export const mendText = (text: string): string => text.toWellFormed().replaceAll("\0", "\uFFFD");
