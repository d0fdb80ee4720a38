"use client";

import { useEffect, useState } from "react";
import { statementIn } from "#components/console/share.ts";
import { readDraft } from "#components/console/storage.ts";

/** What the editor begins with. */
export interface Opened {
  /** Another one for each link that is opened. */
  readonly key: string;
  readonly sql: string;
  /** It came by a link; `damaged`: a link came that cannot be read. */
  readonly by: "draft" | "link" | "damaged";
  /** What was being written before the link was opened; `null`: the same, or nothing. */
  readonly before: string | null;
}

/** Reads the link's statement, else what was being written. Nothing is run. `null`: not read yet. */
export function useOpened(): Opened | null {
  const [opened, setOpened] = useState<Opened | null>(null);

  useEffect(() => {
    let isGone = false;
    const read = async () => {
      const { hash } = location;
      const draft = readDraft();
      const linked = await statementIn(hash);
      if (isGone) return;
      const before = draft.trim() === "" || draft === linked ? null : draft;
      if (typeof linked === "string") setOpened({ key: hash, sql: linked, by: "link", before });
      else setOpened({ key: hash, sql: draft, by: linked === undefined ? "damaged" : "draft", before: null });
    };
    void read();
    const onHash = () => {
      if (/^#(?:sql|z)=/.test(location.hash)) void read();
    };
    addEventListener("hashchange", onHash);
    return () => {
      isGone = true;
      removeEventListener("hashchange", onHash);
    };
  }, []);

  return opened;
}
