"use client";

import { useLayoutEffect, useState } from "react";
import { Icon } from "#components/ui/icon.tsx";

const THEMES = ["system", "light", "dark"] as const;
type Theme = (typeof THEMES)[number];
const NEXT = { system: "light", light: "dark", dark: "system" } as const satisfies Record<Theme, Theme>;
const ICONS = { system: "system", light: "sun", dark: "moon" } as const;

/** Light, dark, or as the system says. The choice stays in this browser; `FirstScript` applies it before the first paint. */
export function ThemeSwitch() {
  const [theme, setTheme] = useState<Theme>("system");

  // React makes the whole document anew when a page turns out not to exist; what FirstScript wrote is then lost.
  useLayoutEffect(() => {
    const kept = readTheme();
    document.documentElement.dataset["script"] = "";
    apply(kept);
    setTheme(kept);
  }, []);

  const choose = (next: Theme) => {
    setTheme(next);
    apply(next);
    keepTheme(next);
  };

  const label = `Colours: ${theme}. Change to ${NEXT[theme]}.`;
  return (
    <button type="button" className="theme needs-script" aria-label={label} title={label} onClick={() => choose(NEXT[theme])}>
      <Icon name={ICONS[theme]} />
    </button>
  );
}

function apply(theme: Theme): void {
  if (theme === "system") delete document.documentElement.dataset["theme"];
  else document.documentElement.dataset["theme"] = theme;
}

function readTheme(): Theme {
  try {
    const kept = localStorage.getItem("theme");
    return THEMES.find((theme) => theme === kept) ?? "system";
  } catch {
    return "system";
  }
}

/** Storage is closed in some private windows; the choice then lasts for this page. */
function keepTheme(theme: Theme): void {
  try {
    localStorage.setItem("theme", theme);
  } catch {
    return;
  }
}
