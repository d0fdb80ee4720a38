import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

/** The checkout, wherever the command was called. */
export const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), "..");

/** A path inside the checkout. */
export const inCheckout = (/** @type {string[]} */ ...parts) => join(ROOT, ...parts);
