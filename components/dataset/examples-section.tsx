import { Section } from "#components/dataset/section.tsx";
import { CodeBlock } from "#components/ui/code-block.tsx";
import type { ExampleView } from "#lib/catalog/views.ts";

export function ExamplesSection({ id, examples }: { readonly id: string; readonly examples: readonly ExampleView[] }) {
  return (
    <Section id={id} title="Examples" sub="Written by the owner, to copy and change. They have not been run against the data yet.">
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
