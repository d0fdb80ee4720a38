import type { ReactNode } from "react";
import { Choices } from "#components/ui/choices.tsx";
import { CodeBlock } from "#components/ui/code-block.tsx";
import type { Snippet } from "#lib/query/snippets.ts";

interface ProgramsProps {
  readonly id: string;
  readonly legend: string;
  /** What stands before the programs, for example the statement itself. */
  readonly first?: { readonly title: string; readonly content: ReactNode };
  readonly snippets: readonly Snippet[];
  /** What they fetch, for those who hear the page. */
  readonly about: string;
}

/** One thing in several languages. */
export function Programs({ id, legend, first, snippets, about }: ProgramsProps) {
  const choices = snippets.map(({ title, needs, language, code }) => ({
    title,
    content: (
      <>
        <CodeBlock language={language === "bash" ? "bash" : "text"} label={`${about} in ${title}`} code={code} />
        <p className="xs faint">Needs {needs}.</p>
      </>
    ),
  }));
  return <Choices id={id} legend={legend} choices={first === undefined ? choices : [first, ...choices]} />;
}
