import { createHash } from "node:crypto";
import { existsSync, mkdirSync, realpathSync, renameSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { mayEnter, mayRead } from "../permissions.mjs";
import { StartError } from "../start-error.mjs";
import { isRoot, readNobody } from "../unprivileged-user.mjs";
import { copyBinaries, program } from "./binaries.mjs";

const SHARED = "/var/lib/touchstone";

/**
 * Where a cluster lies, which binaries run it, and as whom (`undefined`: as the user who started us).
 * @typedef {{ cluster: string, native: string, user: { uid: number, gid: number } | undefined }} Place
 */

/**
 * As root, PostgreSQL runs as somebody else, and what that user cannot enter is kept below `/var/lib/touchstone`.
 * @param {string} home
 * @param {string} native
 * @param {string | undefined} noted the cluster's folder at an earlier start
 * @param {number | undefined} uid runs as that user instead of `nobody`
 * @returns {Place}
 */
export function choosePlace(home, native, noted, uid) {
  const own = join(home, "postgres");
  const cluster = noted !== undefined && existsSync(noted) ? noted : own;
  if (!isRoot()) return { cluster: ownCluster(cluster), native, user: undefined };

  const user = ownerOf(cluster) ?? (uid === undefined ? readNobody() : { uid, gid: uid });
  if (user === undefined) {
    throw new StartError(
      "PostgreSQL refuses to run as root and this machine has no user 'nobody': start as an ordinary user, or set DATABASE_URL to a PostgreSQL server.",
    );
  }
  const outside = join(SHARED, createHash("sha256").update(realpathSync(home)).digest("hex").slice(0, 16));
  const staysIn = cluster !== own || existsSync(own) || mayEnter(home, user);
  if (existsSync(cluster) && !mayEnter(cluster, user)) {
    throw new StartError(
      `The database in ${cluster} belongs to user ${user.uid}, who may no longer enter that folder: let everyone enter the folders above it (chmod o+x), and start again.`,
    );
  }
  const runs = mayEnter(program(native, "postgres"), user) && mayRead(join(native, "lib"), user) && mayRead(join(native, "share"), user);
  if (!staysIn || !runs) mkdirSync(SHARED, { recursive: true, mode: 0o755 });
  if (!staysIn) mkdirSync(outside, { recursive: true, mode: 0o755 });
  if (!staysIn && noted === undefined) retireLeftover(home, join(outside, "postgres"));
  return { cluster: staysIn ? cluster : join(outside, "postgres"), native: runs ? native : copyBinaries(native, SHARED), user };
}

/** Who started first as an ordinary user and then as root goes on with the same cluster and the same user. */
function ownerOf(/** @type {string} */ cluster) {
  const stat = statSync(cluster, { throwIfNoEntry: false });
  return stat === undefined || stat.uid === 0 ? undefined : { uid: stat.uid, gid: stat.gid };
}

function ownCluster(/** @type {string} */ cluster) {
  const owner = statSync(cluster, { throwIfNoEntry: false })?.uid;
  if (owner === undefined || process.getuid === undefined || owner === process.getuid()) return cluster;
  throw new StartError(
    `The database in ${cluster} was made by another user (${owner}, as when started as root): start as that user, or give the state folder to this one with chown -R.`,
  );
}

/** A state folder that was deleted and made anew starts empty; its old cluster is put aside, not destroyed. */
function retireLeftover(/** @type {string} */ home, /** @type {string} */ cluster) {
  if (!existsSync(cluster) || existsSync(join(home, "secret"))) return;
  rmSync(`${cluster}.old`, { recursive: true, force: true });
  renameSync(cluster, `${cluster}.old`);
}
