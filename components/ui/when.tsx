import { formatInstant, formatRelative } from "#lib/format.ts";

/** A moment as people say it, with the exact instant for machines and in the tooltip. `at`: RFC 3339. `LiveTimes` keeps it true. */
export function When({ at, now }: { readonly at: string; readonly now: Date }) {
  return (
    <time dateTime={at} title={formatInstant(at)} data-relative="">
      {formatRelative(at, now)}
    </time>
  );
}
