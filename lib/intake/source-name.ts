/** The environment variable for the address of a source: `shop-eu` → `TOUCHSTONE_SOURCE_SHOP_EU`. */
export function sourceEnv(id: string): string {
  return `TOUCHSTONE_SOURCE_${
    id
      .toUpperCase()
      .replace(/[^A-Z0-9]+/g, "_")
      .slice(0, 100) || "DATABASE"
  }`;
}
