import type { PublishReport } from "#lib/catalog/publish.ts";
import type { AccessLevel } from "#lib/contract/contract.ts";
import type { AppErrorOptions, ErrorCode } from "#lib/errors.ts";

export interface WorkerData {
  readonly databaseUrl: string;
  readonly defaultVisibility: AccessLevel;
}

/** Publish what a folder holds. */
export interface FolderJob {
  readonly kind: "folder";
  readonly dir: string;
  readonly commit: string | null;
  readonly author: string | null;
}

/** Publish, or only plan, what came over the wire. */
export interface PushJob {
  readonly kind: "push";
  /** As on the wire. */
  readonly body: Uint8Array<ArrayBuffer>;
  readonly form: BodyForm;
  /** From the query; what a JSON body says goes before it. */
  readonly said: Said;
  readonly dryRun: boolean;
  /** May change sources and the policy. */
  readonly admin: boolean;
  /** Set when the request named an `Idempotency-Key`. */
  readonly receipt: { readonly tokenId: string; readonly key: string } | null;
}

export type BodyForm = "json" | "json in gzip" | "tar in gzip";

/** What a push says about itself. */
export interface Said {
  readonly commit?: string | null | undefined;
  readonly author?: string | null | undefined;
  readonly base?: string | null | undefined;
  readonly force?: boolean | undefined;
}

export interface PushAnswer {
  /** JSON in UTF-8, made in the thread: it may have thousands of lines. */
  readonly json: Uint8Array<ArrayBuffer>;
  /** The answer of an earlier request with the same key. */
  readonly replayed: boolean;
}

export interface Answers {
  readonly folder: PublishReport;
  readonly push: PushAnswer;
}

export type Job = FolderJob | PushJob;

/** An error as it crosses threads. `code` is `null` for one that nobody expected. */
export interface SentError {
  readonly code: ErrorCode | null;
  readonly message: string;
  readonly options: Pick<AppErrorOptions, "details" | "headers">;
  readonly stack: string | null;
}

export type Reply =
  | { readonly ok: true; readonly answer: Answers["folder"] | Answers["push"] }
  | { readonly ok: false; readonly error: SentError };
