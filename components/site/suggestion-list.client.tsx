"use client";

import Link from "next/link";
import type { SuggestionView } from "#lib/catalog/views.ts";

const KINDS: Readonly<Record<string, string>> = { dataset: "Dataset", term: "Term", column: "Column", owner: "Owner" };

export const suggestionId = (id: string, index: number): string => `${id}-option-${index}`;

interface SuggestionListProps {
  readonly id: string;
  readonly suggestions: readonly SuggestionView[];
  readonly active: number;
  readonly onChoose: () => void;
}

export function SuggestionList({ id, suggestions, active, onChoose }: SuggestionListProps) {
  return (
    <>
      <div id={`${id}-list`} role="listbox" aria-label="Suggestions" className="find-list" hidden={suggestions.length === 0}>
        {suggestions.map((suggestion, index) => (
          <Link
            key={`${suggestion.kind} ${suggestion.href}`}
            id={suggestionId(id, index)}
            role="option"
            aria-selected={index === active}
            tabIndex={-1}
            href={suggestion.href}
            prefetch={false}
            // The field must not lose the focus before the click arrives.
            onMouseDown={(event) => event.preventDefault()}
            onClick={onChoose}
          >
            <span>{suggestion.title}</span>
            {suggestion.detail === null ? null : <span className="detail">{suggestion.detail}</span>}
            <span className="kind">{KINDS[suggestion.kind] ?? suggestion.kind}</span>
          </Link>
        ))}
      </div>
      <span className="sr" aria-live="polite">
        {suggestions.length === 0 ? "" : `${suggestions.length} suggestions`}
      </span>
    </>
  );
}
