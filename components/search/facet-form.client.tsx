"use client";

import { useRouter } from "next/navigation";
import { type ReactNode, useEffect, useRef } from "react";
import { href } from "#lib/href.ts";

/**
 * The filter form. By itself it is sent with its button; with script each change is sent at once, without losing the place.
 * `chosen` are the filters of the address, as `facet=value`.
 */
export function FacetForm({ chosen, children }: { readonly chosen: readonly string[]; readonly children: ReactNode }) {
  const router = useRouter();
  const form = useRef<HTMLFormElement>(null);
  const key = chosen.join("\n");

  // A filter may have been taken away elsewhere: a chip, "Clear all", the back button.
  useEffect(() => {
    const set = new Set(key.split("\n"));
    for (const box of form.current?.querySelectorAll<HTMLInputElement>("input[type=checkbox]") ?? []) {
      box.checked = set.has(`${box.name}=${box.value}`);
    }
  }, [key]);

  return (
    <form
      ref={form}
      action={href.search()}
      onChange={(event) => event.currentTarget.requestSubmit()}
      onSubmit={(event) => {
        event.preventDefault();
        const query = new URLSearchParams();
        for (const [name, value] of new FormData(event.currentTarget)) if (typeof value === "string") query.append(name, value);
        router.push(`${href.search()}?${query}`, { scroll: false });
      }}
    >
      {children}
    </form>
  );
}
