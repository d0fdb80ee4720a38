"use client";

import type { KeyboardEvent, ReactNode } from "react";

/** Arrow keys go from hit to hit; Enter opens, because each hit is a link. */
export function HitKeys({ children }: { readonly children: ReactNode }) {
  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>) => {
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (step === 0 || event.altKey || event.ctrlKey || event.metaKey) return;
    const links = [...event.currentTarget.querySelectorAll<HTMLElement>(".hit h2 a")];
    const at = links.findIndex((link) => link.matches(":focus"));
    const next = links[at + step];
    if (at < 0 || next === undefined) return;
    event.preventDefault();
    next.focus();
  };
  // biome-ignore lint/a11y/noStaticElementInteractions: the links inside take the keys; this only moves between them
  return <div onKeyDown={onKeyDown}>{children}</div>;
}
