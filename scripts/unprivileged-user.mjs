import { readFileSync } from "node:fs";

/**
 * The user `nobody` in the text of a passwd file, else the one with its usual number 65534.
 * PostgreSQL looks its user up there, so a number that is not listed does not work.
 * @returns {{ uid: number, gid: number } | undefined}
 */
export function findNobody(/** @type {string} */ passwd) {
  const users = passwd
    .split("\n")
    .map((line) => line.split(":"))
    .filter((fields) => fields.length >= 4)
    .map(([name, , uid, gid]) => ({ name, uid: Number(uid), gid: Number(gid) }))
    .filter((user) => Number.isSafeInteger(user.uid) && user.uid > 0);
  const found = users.find((user) => user.name === "nobody") ?? users.find((user) => user.uid === 65_534);
  return found === undefined ? undefined : { uid: found.uid, gid: found.gid };
}

/** Whether this process is root, who runs PostgreSQL and the workers as somebody else. */
export const isRoot = () => process.getuid?.() === 0;

/** @returns {{ uid: number, gid: number } | undefined} */
export function readNobody() {
  try {
    return findNobody(readFileSync("/etc/passwd", "utf8"));
  } catch {
    return undefined;
  }
}
