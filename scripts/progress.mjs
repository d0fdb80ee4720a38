const colour = process.stdout.isTTY === true && process.env["NO_COLOR"] === undefined;
const paint = (/** @type {number} */ code, /** @type {string} */ text) => (colour ? `\u001b[${code}m${text}\u001b[0m` : text);

export const bold = (/** @type {string} */ text) => paint(1, text);
export const dim = (/** @type {string} */ text) => paint(2, text);

const seconds = (/** @type {number} */ ms) => (ms < 950 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`);

/** One line for a step that is done. */
export function printStep(/** @type {string} */ name, /** @type {number} */ ms, note = "", passed = true) {
  const mark = passed ? paint(32, "✓") : paint(31, "✗");
  console.log(`${mark} ${name.padEnd(22)} ${dim(seconds(ms).padStart(8))}${note === "" ? "" : `  ${dim(note)}`}`);
}

/**
 * Runs a step and prints its line; a step that answers "skipped" did nothing worth a line.
 * @template T
 * @param {string} name
 * @param {() => Promise<T> | T} work
 * @returns {Promise<T>}
 */
export async function step(name, work) {
  const start = performance.now();
  const result = await work();
  if (result !== "skipped") printStep(name, performance.now() - start);
  return result;
}

export function printProblem(/** @type {string} */ sentence) {
  const red = process.stderr.isTTY === true && process.env["NO_COLOR"] === undefined;
  process.stderr.write(`${red ? "\u001b[31m✗\u001b[0m" : "✗"} ${sentence}\n`);
}
