"use client";

import type { ConsoleSettings } from "#components/console/console-settings.ts";
import { Choices } from "#components/ui/choices.tsx";
import { CopyButton } from "#components/ui/copy-button.client.tsx";
import { querySnippets } from "#lib/query/snippets.ts";

/** The statement as a program: what is in the editor now. */
export function ProgramsPanel({ sql, settings }: { readonly sql: string; readonly settings: ConsoleSettings }) {
  const choices = querySnippets(settings, sql).map(({ title, needs, code }) => ({
    title,
    content: (
      <div className="code">
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls sideways, so a keyboard must be able to reach it */}
        {/* biome-ignore lint/a11y/useSemanticElements: a region that is code stays a pre */}
        <pre tabIndex={0} role="region" aria-label={`The statement in ${title}`}>
          <code>{code}</code>
        </pre>
        <CopyButton text={code} what={`the program in ${title}`} />
        <p className="xs faint">Needs {needs}.</p>
      </div>
    ),
  }));
  return (
    <section className="programs-panel" aria-labelledby="programs-heading">
      <h2 id="programs-heading">The same from a program</h2>
      {settings.token ? (
        <p className="small soft">
          Put your token into the variable <code>TOUCHSTONE_TOKEN</code>. It stands in no program.
        </p>
      ) : null}
      <Choices id="programs" legend="Language" choices={choices} />
    </section>
  );
}
