/** PORT, part of `store.ts`: what was exported, kept for 30 days for whoever exported it. */

export type ExportState = "running" | "complete" | "failed" | "cancelled";

/** Who may know of an export: the same actor, seeing the same things as when it was made. */
export interface ExportCaller {
  readonly actor: string;
  readonly scopeKey: string;
}

export interface ExportStart {
  /** A UUID; whoever is anonymous proves by it that the export is theirs, so it has to be random. */
  readonly id: string;
  readonly caller: ExportCaller;
  readonly datasetId: string;
  /** A JSON value: what is known before the first byte. Given back as it is. */
  readonly about: unknown;
  readonly at: Date;
}

export interface ExportProgress {
  /** Of the file, sent so far. */
  readonly bytes: number;
  /** `null`: not known before the end. */
  readonly expectedRows: number | null;
}

export interface ExportEnd extends ExportProgress {
  readonly state: Exclude<ExportState, "running">;
  /** `null` unless it is complete. */
  readonly rows: number | null;
  /** Of the whole file, hexadecimal; `null` unless it is complete. */
  readonly sha256: string | null;
  /** Why it failed, for a person. */
  readonly problem: string | null;
  readonly at: Date;
}

export interface ExportRecord extends Omit<ExportEnd, "state" | "at"> {
  readonly id: string;
  readonly datasetId: string;
  readonly about: unknown;
  readonly state: ExportState;
  readonly startedAt: Date;
  /** When the process that makes it was last heard of. */
  readonly seenAt: Date;
  readonly finishedAt: Date | null;
}

/** How long an export is remembered. */
export const EXPORT_DAYS = 30;

export interface ExportStore {
  /** `false`: there is an export with this id. Forgets those that are too old. */
  readonly begin: (start: ExportStart) => Promise<boolean>;
  /** Of a running export. `true`: somebody asked for its end. */
  readonly progress: (id: string, progress: ExportProgress, at: Date) => Promise<boolean>;
  /** The first end counts. */
  readonly end: (id: string, end: ExportEnd) => Promise<void>;
  /** `null`: there is none, or it is somebody else's. The two cannot be told apart. */
  readonly find: (id: string, caller: ExportCaller) => Promise<ExportRecord | null>;
  /** Asks whichever process makes it to stop. */
  readonly cancel: (id: string, caller: ExportCaller) => Promise<void>;
}
