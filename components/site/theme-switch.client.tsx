"use client";

import { useEffect, useState } from "react";
import { Icon } from "#components/ui/icon.tsx";

const THEMES = ["system", "light", "dark"] as const;
type Theme = (typeof THEMES)[number];
const NEXT = { system: "light", light: "dark", dark: "system" } as const satisfies Record<Theme, Theme>;
const ICONS = { system: "system", light: "sun", dark: "moon" } as const;

/** Light, dark, or as the system says. The choice stays in this browser; `FirstScript` applies it before the first paint. */
export function ThemeSwitch() {
  const [theme, setTheme] = useState<Theme>("system");

  useEffect(() => {
    const chosen = document.documentElement.dataset["theme"];
    setTheme(THEMES.find((candidate) => candidate === chosen) ?? "system");
  }, []);

  const choose = (next: Theme) => {
    setTheme(next);
    if (next === "system") delete document.documentElement.dataset["theme"];
    else document.documentElement.dataset["theme"] = next;
    try {
      localStorage.setItem("theme", next);
    } catch {
      // Storage is closed in some private windows; the choice then lasts for this page.
    }
  };

  const label = `Colours: ${theme}. Change to ${NEXT[theme]}.`;
  return (
    <button type="button" className="theme needs-script" aria-label={label} title={label} onClick={() => choose(NEXT[theme])}>
      <Icon name={ICONS[theme]} />
    </button>
  );
}
