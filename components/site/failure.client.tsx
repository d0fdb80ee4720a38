"use client";

import { href } from "#lib/href.ts";

interface FailureProps {
  readonly error: Error & { readonly digest?: string };
  readonly reset: () => void;
}

/** A page that could not be made: what happened, what was not lost, and the number to quote. */
export function Failure({ error, reset }: FailureProps) {
  return (
    <main id="page-content" className="frame" tabIndex={-1}>
      <h1>This page could not be made.</h1>
      <p className="lede">Something went wrong on our side. Nothing was changed or lost: reading a page never writes anything.</p>
      <div className="actions">
        <button type="button" className="button main needs-script" onClick={reset}>
          Try again
        </button>
        <a className="button" href={href.home()}>
          Home
        </a>
      </div>
      {error.digest === undefined ? null : (
        <p className="note">
          If it stays, tell the people who run Touchstone this number: <code>{error.digest}</code>
        </p>
      )}
    </main>
  );
}
