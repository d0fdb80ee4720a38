"use client";

import { type ComponentType, useState } from "react";
import type { ExampleResultProps } from "#components/dataset/example-result.client.tsx";
import { Icon } from "#components/ui/icon.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import { href } from "#lib/href.ts";

type Shown =
  | { readonly kind: "none" | "loading" | "failed" }
  /** `number`: each click runs it anew. */
  | { readonly kind: "run"; readonly number: number; readonly Result: ComponentType<ExampleResultProps> };

/** Runs an example where it stands. What runs it and shows rows is loaded by the first click, so a page that is only read pays nothing. */
export function ExampleRun({ name, sql }: { readonly name: string; readonly sql: string }) {
  const [shown, setShown] = useState<Shown>({ kind: "none" });
  const run = async () => {
    if (shown.kind === "run") return setShown({ ...shown, number: shown.number + 1 });
    setShown({ kind: "loading" });
    try {
      const { ExampleResult } = await import("#components/dataset/example-result.client.tsx");
      setShown({ kind: "run", number: 1, Result: ExampleResult });
    } catch {
      setShown({ kind: "failed" });
    }
  };
  return (
    <>
      <div className="example-foot">
        <button type="button" className="button small-button" aria-label={`Run here: ${name}`} onClick={() => void run()}>
          <Icon name="run" size={14} />
          Run here
        </button>
        <TextLink href={href.console(sql)} className="small" label={`Open in console: ${name}`}>
          <Icon name="query" size={14} /> Open in console
        </TextLink>
      </div>
      {shown.kind === "failed" ? (
        <p className="small soft" role="alert">
          It could not be run, because the server cannot be reached. Check the connection and try again.
        </p>
      ) : null}
      {shown.kind === "run" ? <shown.Result key={shown.number} name={name} sql={sql} /> : null}
    </>
  );
}
