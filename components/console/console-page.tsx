import { ConsoleIsland } from "#components/console/console-island.client.tsx";
import type { ConsoleSettings } from "#components/console/console-settings.ts";
import { Breadcrumbs } from "#components/ui/breadcrumbs.tsx";
import { CodeBlock } from "#components/ui/code-block.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import { href } from "#lib/href.ts";
import { querySnippets } from "#lib/query/snippets.ts";

const EXAMPLE = "SELECT status, count(*) FROM orders GROUP BY status";

/** SQL over the datasets that one may read. */
export function ConsolePage(settings: ConsoleSettings) {
  const [curl] = querySnippets(settings, EXAMPLE);
  return (
    <main id="page-content" className="frame console-page" tabIndex={-1}>
      <Breadcrumbs />
      <h1>Console</h1>
      <p className="sub">
        One read-only statement over the datasets that you may read. <TextLink href={href.search()}>Find a dataset</TextLink>
      </p>
      <ConsoleIsland {...settings} />
      <noscript>
        <div className="empty">
          <h2>The console needs JavaScript.</h2>
          <p>It is switched off, or it could not be loaded. The same question can be asked from a terminal:</p>
          {curl === undefined ? null : <CodeBlock language="bash" label="A query with curl" code={curl.code} />}
          <p>
            The <TextLink href={href.apiReference()}>reference of the interface</TextLink> says what else can be asked. Pages, downloads and
            search work without JavaScript.
          </p>
        </div>
      </noscript>
    </main>
  );
}
