import { randomBytes } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { StartError } from "../start-error.mjs";
import { writeWhole } from "../whole-file.mjs";

/**
 * What `<home>/postgres.json` (mode 0600) keeps: where the cluster lies and the three roles' passwords.
 * @typedef {{ cluster: string, passwords: { admin: string, migrate: string, app: string } }} Notes
 */

const path = (/** @type {string} */ home) => join(home, "postgres.json");

/** @returns {Notes | undefined} */
export function findNotes(/** @type {string} */ home) {
  if (!existsSync(path(home))) return undefined;
  try {
    const { cluster, passwords } = JSON.parse(readFileSync(path(home), "utf8"));
    const words = [passwords.admin, passwords.migrate, passwords.app];
    if (typeof cluster !== "string" || !words.every((word) => /^[0-9a-f]{48}$/.test(word))) throw new Error("not what was written");
    return { cluster, passwords };
  } catch (error) {
    throw new StartError(
      `${path(home)} cannot be read (${error instanceof Error ? error.message : error}): delete that file, new passwords are then set, and start again.`,
    );
  }
}

export const writeNotes = (/** @type {string} */ home, /** @type {Notes} */ notes) =>
  writeWhole(path(home), `${JSON.stringify(notes, null, 2)}\n`, 0o600);

const word = () => randomBytes(24).toString("hex");
export const newPasswords = () => ({ admin: word(), migrate: word(), app: word() });
