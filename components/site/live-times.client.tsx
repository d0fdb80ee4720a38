"use client";

import { usePathname } from "next/navigation";
import { useEffect } from "react";
import { formatRelative } from "#lib/format.ts";

const EVERY_MS = 30_000;

/** Keeps "3 hours ago" true while a page is open, and on pages that the server had kept ready. */
export function LiveTimes() {
  const path = usePathname();
  // biome-ignore lint/correctness/useExhaustiveDependencies: another page has other times
  useEffect(() => {
    const refresh = () => {
      const now = new Date();
      for (const time of document.querySelectorAll<HTMLTimeElement>("time[data-relative]")) {
        const words = formatRelative(time.dateTime, now);
        if (time.textContent !== words) time.textContent = words;
      }
    };
    refresh();
    const timer = setInterval(refresh, EVERY_MS);
    return () => clearInterval(timer);
  }, [path]);
  return null;
}
