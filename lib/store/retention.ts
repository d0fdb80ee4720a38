/** How long observations, and alerts that are no longer on their way, are kept. */
export const EVIDENCE_DAYS = 90;
/** How long what other tools handed in is kept, and how much of it. Counted as it is stored: packed. */
export const INTAKE_DAYS = 30;
export const INTAKE_BYTES = 1_000_000_000;
/** What one token may hand in within 24 hours, in bytes as they are stored: packed. */
export const INTAKE_BYTES_A_DAY = 100_000_000;
