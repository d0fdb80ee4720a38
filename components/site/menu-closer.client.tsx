"use client";

import { useEffect } from "react";

/** An open list closes with Escape and with a click beside it, as people expect. It opens and closes without script too. */
export function MenuCloser() {
  useEffect(() => {
    const open = () => document.querySelectorAll<HTMLDetailsElement>("details.menu[open]");
    const onClick = (event: MouseEvent) => {
      for (const menu of open()) if (event.target instanceof Node && !menu.contains(event.target)) menu.open = false;
    };
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== "Escape") return;
      for (const menu of open()) {
        menu.open = false;
        menu.querySelector("summary")?.focus();
      }
    };
    document.addEventListener("click", onClick);
    document.addEventListener("keydown", onKey);
    return () => {
      document.removeEventListener("click", onClick);
      document.removeEventListener("keydown", onKey);
    };
  }, []);
  return null;
}
