import { CopyButton } from "#components/ui/copy-button.client.tsx";
import { type CodeLanguage, type CodeToken, highlight } from "#components/ui/highlight.ts";

/** Code to read and to take along. `label` names it for those who hear the page. */
export function CodeBlock({ code, language, label }: { readonly code: string; readonly language: CodeLanguage; readonly label: string }) {
  const text = code.replace(/\s+$/, "");
  return (
    <div className="code">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls sideways, so a keyboard must be able to reach it */}
      {/* biome-ignore lint/a11y/useSemanticElements: a region that is code stays a pre */}
      <pre tabIndex={0} role="region" aria-label={label}>
        <code>
          {keyed(highlight(text, language)).map(([key, line], index) => (
            <span key={key}>
              {index === 0 ? null : "\n"}
              {keyed(line).map(([place, token]) => (
                <Token key={place} token={token} />
              ))}
            </span>
          ))}
        </code>
      </pre>
      <CopyButton text={text} what={label} />
    </div>
  );
}

function Token({ token }: { readonly token: CodeToken }) {
  return token.kind === null ? token.text : <span className={token.kind}>{token.text}</span>;
}

/** Code never moves: a place is a good key. */
function keyed<T>(items: readonly T[]): readonly (readonly [string, T])[] {
  return items.map((item, index) => [String(index), item] as const);
}
