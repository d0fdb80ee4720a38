/** What the server tells of an export, as far as the page shows it. */
export interface ExportManifest {
  readonly state: "running" | "complete" | "failed" | "cancelled";
  readonly filename: string;
  readonly format: string;
  readonly bytesSent: number;
  readonly expectedRows: number | null;
  readonly rows: number | null;
  readonly sha256: string | null;
  readonly problem: string | null;
}

const STATES = ["running", "complete", "failed", "cancelled"] as const;

/** `null`: this is no manifest. */
export function readManifest(body: unknown): ExportManifest | null {
  if (typeof body !== "object" || body === null) return null;
  const given = body as Readonly<Record<string, unknown>>;
  const state = STATES.find((candidate) => candidate === given["state"]);
  const number = (key: string) => (typeof given[key] === "number" ? given[key] : null);
  const text = (key: string) => (typeof given[key] === "string" ? given[key] : null);
  if (state === undefined) return null;
  return {
    state,
    filename: text("filename") ?? "The file",
    format: text("format") ?? "",
    bytesSent: number("bytesSent") ?? 0,
    expectedRows: number("expectedRows"),
    rows: number("rows"),
    sha256: text("sha256"),
    problem: text("problem"),
  };
}

/**
 * Seconds until the end, by how fast it was so far; `null` where the whole size is not known or nothing has come yet.
 * @param total bytes of the whole file, about
 */
export function secondsLeft(sent: number, total: number | null, seconds: number): number | null {
  if (total === null || sent === 0 || sent >= total || seconds <= 0) return null;
  return Math.ceil((total - sent) / (sent / seconds));
}
