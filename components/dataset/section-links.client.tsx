"use client";

import { useEffect, useRef, useState } from "react";
import type { PageSection } from "#components/dataset/sections.ts";

/** Links to the sections, marking the one that is being read. */
export function SectionLinks({ sections }: { readonly sections: readonly PageSection[] }) {
  const [current, setCurrent] = useState<string | null>(null);
  const bar = useRef<HTMLElement>(null);

  useEffect(() => {
    const onScroll = () => {
      const line = (bar.current?.getBoundingClientRect().bottom ?? 0) + 80;
      const passed = sections.filter(({ id }) => (document.getElementById(id)?.getBoundingClientRect().top ?? Infinity) <= line);
      const atEnd = window.innerHeight + window.scrollY >= document.documentElement.scrollHeight - 2;
      setCurrent((atEnd ? sections.at(-1) : passed.at(-1))?.id ?? null);
    };
    onScroll();
    addEventListener("scroll", onScroll, { passive: true });
    return () => removeEventListener("scroll", onScroll);
  }, [sections]);

  return (
    <nav className="sections" aria-label="Sections of this page" ref={bar}>
      {sections.map(({ id, title, count }) => (
        <a key={id} href={`#${id}`} aria-current={id === current ? "location" : undefined}>
          {title}
          {count === null ? null : <span> {count}</span>}
        </a>
      ))}
    </nav>
  );
}
