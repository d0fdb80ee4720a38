/** What became of a promise. `tighter`: more is promised. `other`: neither more nor less, so nobody can be told that nothing is lost. */
export type Direction = "same" | "tighter" | "looser" | "other";

/** Of a number. @param better whether a smaller or a larger one promises more */
export function compareFixed(before: number, after: number, better: "less" | "more"): Direction {
  if (before === after) return "same";
  return after < before === (better === "less") ? "tighter" : "looser";
}

/** Of several parts: better in one and worse in another is `other`. */
export function together(parts: readonly Direction[]): Direction {
  const told = new Set(parts.filter((part) => part !== "same"));
  const [only = "same"] = told;
  return told.size > 1 ? "other" : only;
}
