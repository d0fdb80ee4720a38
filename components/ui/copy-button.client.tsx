"use client";

import { useEffect, useState } from "react";
import { Icon } from "#components/ui/icon.tsx";

/** Puts `text` on the clipboard. Shown only where script runs; `what` completes "Copy …" for those who hear the page. */
export function CopyButton({ text, what, word }: { readonly text: string; readonly what: string; readonly word?: string }) {
  const [outcome, setOutcome] = useState<"" | "Copied" | "Could not copy">("");

  useEffect(() => {
    if (outcome === "") return;
    const timer = setTimeout(() => setOutcome(""), 2000);
    return () => clearTimeout(timer);
  }, [outcome]);

  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      setOutcome("Copied");
    } catch {
      setOutcome("Could not copy");
    }
  };

  return (
    <button type="button" className={word === undefined ? "copy" : "copy with-word"} aria-label={`Copy ${what}`} onClick={copy}>
      <Icon name={outcome === "Copied" ? "check" : "copy"} size={14} />
      {word === undefined ? null : <span aria-hidden="true">{outcome === "" ? word : outcome}</span>}
      <span className="sr" aria-live="polite">
        {outcome}
      </span>
    </button>
  );
}
