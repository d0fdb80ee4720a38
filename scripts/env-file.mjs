import { existsSync, readFileSync } from "node:fs";
import { inCheckout } from "./checkout.mjs";
import { StartError } from "./start-error.mjs";

const LINE = /^\s*(?:export\s+)?([A-Za-z_][A-Za-z0-9_]*)\s*=\s*(.*)$/;
const DOUBLE = /^"((?:[^"\\]|\\.)*)"\s*(?:#.*)?$/;
const SINGLE = /^'([^']*)'\s*(?:#.*)?$/;
/** @type {Record<string, string>} */
const ESCAPES = { n: "\n", r: "\r", t: "\t" };

/** @returns {string | undefined} `undefined`: a quote that is never closed */
function parseValue(/** @type {string} */ text) {
  const double = DOUBLE.exec(text)?.[1];
  if (double !== undefined) return double.replace(/\\(.)/g, (_, letter) => ESCAPES[letter] ?? letter);
  const single = SINGLE.exec(text)?.[1];
  if (single !== undefined) return single;
  if (/^["']/.test(text)) return undefined;
  return text.replace(/(^|\s)#.*$/, "").trim();
}

/**
 * `KEY=value` lines: blank lines and `#` comments are skipped, `export` is allowed, quotes keep spaces and `#`,
 * double quotes know `\n`, `\"` and `\\`. Nothing is substituted. The last of two lines for one name counts.
 * @returns {{ values: Record<string, string>, badLines: number[] }}
 */
export function parseEnvFile(/** @type {string} */ text) {
  /** @type {Record<string, string>} */
  const values = {};
  /** @type {number[]} */
  const badLines = [];
  for (const [index, line] of text
    .replace(/^\uFEFF/, "")
    .split(/\r?\n/)
    .entries()) {
    if (/^\s*(#|$)/.test(line)) continue;
    const match = LINE.exec(line);
    const value = parseValue(match?.[2]?.trim() ?? "");
    if (match?.[1] === undefined || value === undefined) badLines.push(index + 1);
    else values[match[1]] = value;
  }
  return { values, badLines };
}

/**
 * The environment with what `.env` in the checkout adds; what the process has wins.
 * @returns {Record<string, string | undefined>}
 * @throws {StartError} for a line that cannot be understood
 */
export function readEnvironment(path = inCheckout(".env")) {
  if (!existsSync(path)) return { ...process.env };
  const { values, badLines } = parseEnvFile(readFileSync(path, "utf8"));
  if (badLines.length > 0) {
    throw new StartError(
      `Line ${badLines.join(", ")} of ${path} cannot be understood: write KEY=value, with quotes around a value that has a # in it.`,
    );
  }
  return { ...values, ...process.env };
}
