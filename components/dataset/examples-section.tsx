import { Section } from "#components/dataset/section.tsx";
import { CodeBlock } from "#components/ui/code-block.tsx";
import type { ExampleView } from "#lib/catalog/views.ts";

interface ExamplesSectionProps {
  readonly id: string;
  readonly examples: readonly ExampleView[];
  readonly sub?: string;
}

const SUB = "Written by the owner, to copy and change. They have not been run against the data yet.";

export function ExamplesSection({ id, examples, sub = SUB }: ExamplesSectionProps) {
  return (
    <Section id={id} title="Examples" sub={sub}>
      {examples.map((example) => (
        <article key={example.name} className="example">
          <h3>{example.name}</h3>
          {example.description === null ? null : <p className="soft small">{example.description}</p>}
          <CodeBlock code={example.sql} language="sql" label={`SQL of ${example.name}`} />
        </article>
      ))}
    </Section>
  );
}
