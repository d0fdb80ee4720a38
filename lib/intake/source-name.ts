/** A variable that a catalog may name as the address of a source; `null` for any other. */
export function namedEnv(variable: string | null): string | null {
  return variable !== null && /^TOUCHSTONE_SOURCE_[A-Z0-9_]{1,100}$/.test(variable) ? variable : null;
}

/** The environment variable for the address of a source: `shop-eu` → `TOUCHSTONE_SOURCE_SHOP_EU`. */
export function sourceEnv(id: string): string {
  return `TOUCHSTONE_SOURCE_${
    id
      .toUpperCase()
      .replace(/[^A-Z0-9]+/g, "_")
      .slice(0, 100) || "DATABASE"
  }`;
}
