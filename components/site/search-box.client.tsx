"use client";

import { useRouter } from "next/navigation";
import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import { SuggestionList, suggestionId } from "#components/site/suggestion-list.client.tsx";
import { useSuggestions } from "#components/site/use-suggestions.client.ts";
import { Icon } from "#components/ui/icon.tsx";
import { href } from "#lib/href.ts";

interface SearchBoxProps {
  /** Unique on the page. */
  readonly id: string;
  readonly label: string;
  readonly placeholder: string;
  readonly q?: string;
  /** The page's own box, where it has one: `/` goes there and not to the header's. */
  readonly big?: boolean;
}

/** A form that works by itself; with script it suggests while typing (ARIA combobox with a list). */
export function SearchBox({ id, label, placeholder, q = "", big = false }: SearchBoxProps) {
  const router = useRouter();
  const field = useRef<HTMLInputElement>(null);
  const [text, setText] = useState(q);
  const [open, setOpen] = useState(false);
  const [active, setActive] = useState(-1);
  const suggestions = useSuggestions(open ? text : "");
  const shown = open && suggestions.length > 0;
  const chosen = shown ? suggestions[active] : undefined;

  useSlash(field, big);
  // Another page brought another question.
  useEffect(() => setText(q), [q]);

  const close = () => {
    setOpen(false);
    setActive(-1);
  };

  const onKeyDown = (event: KeyboardEvent) => {
    const count = suggestions.length;
    if (event.key === "Escape" && shown) {
      event.preventDefault();
      close();
    } else if (event.key === "ArrowDown" && count > 0) {
      event.preventDefault();
      setOpen(true);
      setActive((at) => (at + 1 >= count ? -1 : at + 1));
    } else if (event.key === "ArrowUp" && shown) {
      event.preventDefault();
      setActive((at) => (at < 0 ? count - 1 : at - 1));
    } else if (event.key === "Enter" && chosen !== undefined) {
      event.preventDefault();
      close();
      router.push(chosen.href);
    }
  };

  return (
    <search className={big ? "find find-big" : "find"} aria-label={label}>
      <form
        action={href.search()}
        onSubmit={(event) => {
          event.preventDefault();
          close();
          router.push(href.search({ q: text.trim() }));
        }}
        onBlur={(event) => {
          if (!event.currentTarget.contains(event.relatedTarget)) close();
        }}
      >
        <div className="find-field">
          <Icon name="search" size={big ? 20 : 14} />
          <input
            ref={field}
            id={id}
            name="q"
            type="search"
            role="combobox"
            aria-label={label}
            aria-expanded={shown}
            aria-controls={`${id}-list`}
            aria-autocomplete="list"
            aria-activedescendant={chosen === undefined ? undefined : suggestionId(id, active)}
            placeholder={placeholder}
            autoComplete="off"
            spellCheck={false}
            maxLength={2000}
            value={text}
            onChange={(event) => {
              setText(event.target.value);
              setOpen(true);
              setActive(-1);
            }}
            onKeyDown={onKeyDown}
          />
          <kbd className="needs-script">/</kbd>
        </div>
        <SuggestionList id={id} suggestions={shown ? suggestions : []} active={active} onChoose={close} />
      </form>
    </search>
  );
}

/** `/` anywhere outside a field goes to the search box. */
function useSlash(field: { readonly current: HTMLInputElement | null }, big: boolean): void {
  useEffect(() => {
    const onKey = (event: globalThis.KeyboardEvent) => {
      // The editor of the console lives in a shadow root, outside of which its events seem to come from a plain element.
      const [target] = event.composedPath();
      const typing = target instanceof HTMLElement && target.closest("input, textarea, select, [contenteditable]") !== null;
      if (event.key !== "/" || typing || event.ctrlKey || event.metaKey || event.altKey) return;
      if (!big && document.querySelector(".find-big") !== null) return;
      event.preventDefault();
      field.current?.focus();
      field.current?.select();
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, [field, big]);
}
