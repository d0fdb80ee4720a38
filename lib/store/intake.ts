/** PORT, part of `store.ts`: what other tools handed in, as it came, and whose names nobody knew. */
import type { ResultSource } from "#lib/quality/check.ts";

export interface RawArtifact {
  /** UUIDv7. */
  readonly id: string;
  readonly tool: Exclude<ResultSource, "touchstone">;
  /** `run_results`, `validation_result`, `event`, … as the reader recognised it. */
  readonly kind: string;
  readonly tokenId: string;
  readonly tokenName: string;
  /** What the token may report about, when it was handed in: `ingest`, `ingest:owner:…`, `ingest:dataset:…`. */
  readonly grants: readonly string[];
  readonly receivedAt: string;
  /** The same for the same body, or for the same event by (run, type, time): the second one is not taken in again. */
  readonly key: string;
  /** As it came, unpacked. */
  readonly body: Buffer;
}

export type RawState = "waiting" | "done" | "failed";

export interface RawRecord extends Omit<RawArtifact, "body"> {
  readonly bytes: number;
  readonly state: RawState;
  readonly processedAt: string | null;
  /** What was left out, or why it failed; for a person. */
  readonly problem: string | null;
}

/** A name in an artifact that no dataset has, or more than one. */
export interface Unmatched {
  readonly tool: RawArtifact["tool"];
  readonly name: string;
  readonly firstAt: string;
  readonly lastAt: string;
  readonly count: number;
  readonly tokenName: string;
}

/** One dataset made from another, as a tool or a contract says. Names are folded; `from` need not be in the catalog. */
export interface LineageReport {
  readonly datasetId: string;
  readonly from: string;
  readonly columns: readonly { readonly column: string; readonly from: string; readonly kind: string | null }[];
}

export interface Intake {
  /**
   * All of one token, all or nothing. Of each whether it is to be taken in: not what is there already, unless it had failed. Throws
   * TS-API-010 where the token's quota of bytes a day is used up.
   */
  readonly put: (raws: readonly RawArtifact[]) => Promise<readonly boolean[]>;
  /** Leases the oldest waiting ones. */
  readonly take: (now: string, leaseUntil: string, limit: number) => Promise<readonly RawArtifact[]>;
  readonly processed: (
    id: string,
    at: string,
    outcome: { readonly state: "done" | "failed"; readonly problem: string | null },
  ) => Promise<void>;
  /** The newest one of a kind that came with a token; `null`: none. */
  readonly latest: (tokenId: string, tool: RawArtifact["tool"], kind: string) => Promise<RawArtifact | null>;
  /** The newest ones of a token whose key begins so. */
  readonly ofRun: (tokenId: string, keyPrefix: string, limit: number) => Promise<readonly RawArtifact[]>;
  /** Those of a kind that failed wait again. */
  readonly retry: (tokenId: string, tool: RawArtifact["tool"], kind: string) => Promise<void>;
  readonly raws: (query: { readonly after: string | null; readonly limit: number }) => Promise<readonly RawRecord[]>;
  readonly raw: (id: string) => Promise<RawArtifact | null>;
  /** Back to `waiting`. `false`: there is none. */
  readonly replay: (id: string) => Promise<boolean>;
  readonly addUnmatched: (entries: readonly Omit<Unmatched, "firstAt" | "lastAt" | "count">[], at: string) => Promise<void>;
  readonly unmatched: () => Promise<readonly Unmatched[]>;
  readonly forgetUnmatched: (tool: RawArtifact["tool"], name: string) => Promise<void>;
  /** Replaces what this tool's job said of these datasets before, and announces them. `job` tells two producers of one tool apart. */
  readonly putLineage: (tool: RawArtifact["tool"], job: string, edges: readonly LineageReport[], at: string) => Promise<void>;
  /** Bodies older than 30 days, and the oldest ones beyond 1 GB. */
  readonly sweep: (now: string) => Promise<void>;
}
