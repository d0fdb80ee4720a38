/** `Customer-Orders` and `customer_orders` are one name. */
export function foldName(name: string): string {
  return name.toLowerCase().replaceAll("-", "_");
}

const DATASET = /^[a-z][a-z0-9_]{0,62}(?:\.[a-z][a-z0-9_]{0,62}){0,2}$/;
const ID = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,62}$/;

export function isDatasetName(name: string): boolean {
  return DATASET.test(name) && isPlainKey(name);
}

/** Slug of a term, id of an owner, domain, source or metric. */
export function isId(id: string): boolean {
  return ID.test(id) && isPlainKey(id);
}

/** Not a name that every JavaScript object already has, such as `constructor`: such a key would find what nobody wrote. */
export function isPlainKey(key: string): boolean {
  return !(key in Object.prototype);
}

/** The nearest allowed dataset name: `Air Quality` → `air_quality`. May be empty. */
export function toDatasetName(text: string): string {
  return text
    .slice(0, 300)
    .replace(/([a-z0-9])([A-Z])/g, "$1_$2")
    .toLowerCase()
    .replace(/[^a-z0-9.]+/g, "_")
    .split(".")
    .map((part) => part.replace(/^[^a-z]+|_+$/g, "").slice(0, 63))
    .filter((part) => part !== "")
    .slice(0, 3)
    .join(".");
}

/** `customer_segmentation` → `Customer segmentation`. */
export function titleOf(name: string): string {
  const words = name.replace(/[_.-]+/g, " ").trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
}
