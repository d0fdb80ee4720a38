/** Whether a text is what a pattern says, in any case; `*` stands for any number of characters. Linear in both. */
export function matchesStars(text: string, pattern: string): boolean {
  const [first = "", ...rest] = pattern.toLowerCase().split("*");
  const last = rest.pop();
  let open = text.toLowerCase();
  if (last === undefined) return open === first;
  if (!open.startsWith(first)) return false;
  open = open.slice(first.length);
  for (const part of rest) {
    const at = open.indexOf(part);
    if (at < 0) return false;
    open = open.slice(at + part.length);
  }
  return open.endsWith(last);
}
