/** What travels with every answer that carries rows: whether the data can be trusted, how new it is, and what was promised. */
export interface Trust {
  readonly status: "ready" | "at-risk" | "broken" | "unknown";
  /** RFC 3339 in UTC; `null` when unknown. */
  readonly asOf: string | null;
  readonly contractVersion: string;
}

export function trustHeaders({ status, asOf, contractVersion }: Trust): Readonly<Record<string, string>> {
  return {
    "Touchstone-Status": status,
    ...(asOf === null ? {} : { "Touchstone-As-Of": asOf }),
    // A header carries printable ASCII; a version is free text.
    "Touchstone-Contract": contractVersion.replace(/[^\x20-\x7e]/g, "_"),
  };
}
