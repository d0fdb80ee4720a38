"use client";

import type { Opened } from "#components/console/use-opened.client.ts";

interface OpenedNoticeProps {
  readonly opened: Opened;
  /** It was read: something was changed or run. */
  readonly isHidden: boolean;
  readonly onRestore: (sql: string) => void;
}

/** Says that a statement came by a link and was not run, and leads back to what was there before. */
export function OpenedNotice({ opened: { by, before }, isHidden, onRestore }: OpenedNoticeProps) {
  if (by === "draft" || (isHidden && before === null)) return null;
  if (by === "damaged") {
    return (
      <p className="banner is-risk" role="status">
        <strong>The link cannot be read.</strong> It was probably cut when it was copied. Ask for it again; below is what you were writing.
      </p>
    );
  }
  return (
    <p className="banner is-unknown" role="status">
      {isHidden ? null : (
        <>
          <strong>Opened from a link, not run.</strong> Read it, then press Run. It runs with your own rights.{" "}
        </>
      )}
      {before === null ? null : (
        <button type="button" className="link" onClick={() => onRestore(before)}>
          Back to what you were writing
        </button>
      )}
    </p>
  );
}
