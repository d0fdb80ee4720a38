/**
 * What stops the launcher and can be said in one sentence with its remedy.
 * Everything else that is thrown is a defect and is shown with its stack.
 */
export class StartError extends Error {
  name = "StartError";
}

const NO_SPACE = /ENOSPC|No space left on device|disk quota exceeded|EDQUOT|Check free disk space|wrote only \d+ of \d+ bytes/i;

/** Whether an error, or what a child process printed, says that a disk is full. */
export function isDiskFull(/** @type {unknown} */ error) {
  if (typeof error === "string") return NO_SPACE.test(error);
  if (!(error instanceof Error)) return false;
  return NO_SPACE.test(`${"code" in error ? error.code : ""} ${error.message}`) || isDiskFull(error.cause);
}

/**
 * The one sentence for a person, or `null` for a defect.
 * @returns {string | null}
 */
export function sentenceFor(/** @type {unknown} */ error) {
  if (error instanceof StartError) return error.message;
  if (isDiskFull(error)) {
    return "The disk is full: free some space (about 2 GB are needed with packages and sample data), or set TOUCHSTONE_HOME to a folder on another disk, and start again.";
  }
  return null;
}
