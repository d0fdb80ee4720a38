import { ExampleRun } from "#components/dataset/example-run.client.tsx";
import { Programs } from "#components/dataset/programs.tsx";
import { Section } from "#components/dataset/section.tsx";
import { CodeBlock } from "#components/ui/code-block.tsx";
import type { ExampleView } from "#lib/catalog/views.ts";
import { querySnippets } from "#lib/query/snippets.ts";

interface ExamplesSectionProps {
  readonly id: string;
  readonly examples: readonly ExampleView[];
  readonly sub?: string;
  /** Where they can be run, and whether that takes a token. Without it they can only be read. */
  readonly where?: { readonly origin: string; readonly token: boolean };
}

const SUB = "Written by the owner, to copy and change. Each runs as a check whenever the data change.";

export function ExamplesSection({ id, examples, sub = SUB, where }: ExamplesSectionProps) {
  return (
    <Section id={id} title="Examples" sub={sub}>
      {examples.map(({ name, description, sql }, index) => (
        <article key={name} className="example">
          <h3>{name}</h3>
          {description === null ? null : <p className="soft small">{description}</p>}
          {where === undefined ? (
            <CodeBlock code={sql} language="sql" label={`SQL of ${name}`} />
          ) : (
            <>
              <Programs
                id={`${id}-${index}`}
                legend={`${name} in the language`}
                first={{ title: "SQL", content: <CodeBlock code={sql} language="sql" label={`SQL of ${name}`} /> }}
                snippets={querySnippets(where, sql)}
                about={name}
              />
              <ExampleRun name={name} sql={sql} />
            </>
          )}
        </article>
      ))}
    </Section>
  );
}
