/** Far above what 1 MiB of a real catalog holds, and below what the YAML library needs a second for. */
const MAX_BRACKETS = 100_000;
const MAX_ANCHORS = 30_000;

export type Flood = "brackets" | "anchors";

/** Signs of which a file has so many that only reading it would take long; `null` for any file that people or programs write. */
export function findFlood(text: string): Flood | null {
  let brackets = 0;
  let anchors = 0;
  let before = 10;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    // `[` and `{`
    if (code === 91 || code === 123) brackets += 1;
    // `&` and `*` where a word begins
    else if ((code === 38 || code === 42) && (before === 32 || before === 10)) anchors += 1;
    before = code;
  }
  if (brackets > MAX_BRACKETS) return "brackets";
  return anchors > MAX_ANCHORS ? "anchors" : null;
}
