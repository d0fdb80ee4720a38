"use client";

import { usePathname } from "next/navigation";
import { TextLink } from "#components/ui/text-link.tsx";
import { href } from "#lib/href.ts";

const PLACES = [
  { title: "Browse", to: href.search(), below: ["/search", "/datasets", "/domains"] },
  { title: "Glossary", to: href.terms(), below: ["/terms"] },
  { title: "Owners", to: href.owners(), below: ["/owners"] },
  { title: "Incidents", to: href.incidents(), below: ["/incidents"] },
  { title: "Console", to: href.console(), below: ["/console"] },
  { title: "API", to: href.apiReference(), below: ["/docs"] },
] as const;

/** The main places, with the one that the reader is in marked. */
export function SiteNav() {
  const path = usePathname();
  return (
    <nav aria-label="Main">
      <ul>
        {PLACES.map(({ title, to, below }) => (
          <li key={to}>
            <TextLink href={to} current={below.some((start) => path === start || path.startsWith(`${start}/`))}>
              {title}
            </TextLink>
          </li>
        ))}
      </ul>
    </nav>
  );
}
