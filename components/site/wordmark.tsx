import { TextLink } from "#components/ui/text-link.tsx";
import { href } from "#lib/href.ts";

/** The stone with a streak of gold, and the name. */
export function Wordmark() {
  return (
    <TextLink href={href.home()} className="wordmark" label="Touchstone, home">
      <svg width="19" height="19" viewBox="0 0 19 19" aria-hidden="true">
        <path d="M5 1.5h9l4 6-4.5 10h-8L1 8z" />
        <path d="M5.2 12.6L13.6 5" />
      </svg>
      <span>Touchstone</span>
    </TextLink>
  );
}
