/** A regular expression that a check can use: at most 1,000 characters, valid by ECMA-262. */
export function isPattern(pattern: string): boolean {
  if (pattern.length > 1_000) return false;
  try {
    new RegExp(pattern, "u");
    return true;
  } catch {
    return false;
  }
}
