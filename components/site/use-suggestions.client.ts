"use client";

import { useEffect, useState } from "react";
import type { SuggestionView } from "#lib/catalog/views.ts";
import { href } from "#lib/href.ts";

const PAUSE_MS = 60;
const NONE: readonly SuggestionView[] = [];

/** What the catalog suggests for a text, as it is typed. The last answer stays until the next one: the list does not flicker. */
export function useSuggestions(text: string): readonly SuggestionView[] {
  const [suggestions, setSuggestions] = useState(NONE);
  const q = text.trim();

  useEffect(() => {
    if (q === "") {
      setSuggestions(NONE);
      return;
    }
    const abort = new AbortController();
    const timer = setTimeout(async () => {
      try {
        const answer = await fetch(`${href.api.suggest()}?q=${encodeURIComponent(q)}`, { signal: abort.signal });
        const body: unknown = answer.ok ? await answer.json() : null;
        setSuggestions(suggestionsIn(body));
      } catch {
        // Typed on, or no connection: the form itself still works.
      }
    }, PAUSE_MS);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [q]);

  return suggestions;
}

function suggestionsIn(body: unknown): readonly SuggestionView[] {
  if (typeof body !== "object" || body === null || !("data" in body) || !Array.isArray(body.data)) return NONE;
  return body.data.filter(isSuggestion);
}

function isSuggestion(value: unknown): value is SuggestionView {
  return (
    typeof value === "object" &&
    value !== null &&
    "href" in value &&
    typeof value.href === "string" &&
    value.href.startsWith("/") &&
    "title" in value &&
    typeof value.title === "string" &&
    "name" in value &&
    typeof value.name === "string" &&
    "kind" in value
  );
}
