import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { dirname, join, sep } from "node:path";

/**
 * The licences of the packages that these modules come from, as one text.
 * @param {readonly string[]} moduleIds absolute paths; others are our own
 * @throws when a package has no licence or none of those that allow passing it on in this way
 */
export async function thirdPartyLicences(moduleIds) {
  const roots = new Set(moduleIds.filter((id) => id.includes(`${sep}node_modules${sep}`)).map(packageRoot));
  const texts = await Promise.all([...roots].sort().map(licenceOf));
  return `Parts of touchstone.mjs come from these packages.\n\n${texts.join(`\n${"-".repeat(80)}\n\n`)}`;
}

const ALLOWED = ["MIT", "ISC", "BSD-2-Clause", "BSD-3-Clause", "Apache-2.0", "0BSD", "Unlicense", "CC0-1.0"];

function packageRoot(/** @type {string} */ id) {
  let folder = dirname(id.replace(/^\0/, "").replace(/\?.*$/, ""));
  while (!existsSync(join(folder, "package.json")) || !hasName(folder)) folder = dirname(folder);
  return folder;
}

/** A package.json deeper inside a package often only says `{"type": "module"}`. */
const hasName = (/** @type {string} */ folder) => /[/\\]node_modules[/\\](@[^/\\]+[/\\])?[^/\\]+$/.test(folder);

async function licenceOf(/** @type {string} */ folder) {
  const { name, version, license } = JSON.parse(await readFile(join(folder, "package.json"), "utf8"));
  if (!ALLOWED.includes(license)) throw new Error(`${name} ${version} has the licence ${license}. Look at it, then add it to the list.`);
  const file = (await readdir(folder)).find((entry) => /^licen[cs]e/i.test(entry));
  const text = file === undefined ? `Licence: ${license}\n` : await readFile(join(folder, file), "utf8");
  return `${name} ${version} (${license})\n\n${text.trim()}\n`;
}
