import { ChangeLine, Level } from "#components/dataset/change-line.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import { When } from "#components/ui/when.tsx";
import type { VersionView } from "#lib/catalog/history.ts";
import { versionWords } from "#lib/catalog/version-words.ts";
import type { ContractChange } from "#lib/contract/change.ts";
import { formatPlural } from "#lib/format.ts";
import { href } from "#lib/href.ts";

interface VersionListProps {
  readonly name: string;
  readonly versions: readonly VersionView[];
  readonly now: Date;
  /** Of each version: one level below the heading above the list. */
  readonly heading: "h2" | "h3";
}

/** Versions of a contract with what changed in each, newest first. */
export function VersionList({ versions, ...rest }: VersionListProps) {
  return (
    <ol className="versions">
      {versions.map((version) => (
        <li key={version.id}>
          <Version version={version} {...rest} />
        </li>
      ))}
    </ol>
  );
}

interface VersionProps extends Omit<VersionListProps, "versions"> {
  readonly version: VersionView;
}

function Version({ name, version, now, heading: Heading }: VersionProps) {
  const { level, author, commit, renamedFrom } = version;
  // The heading says which version it is.
  const changes = version.changes.filter(({ kind }) => kind !== "version.changed");
  return (
    <article aria-label={`Version ${version.version}`}>
      <div className="version-head">
        <Heading>
          {version.current ? (
            <span className="mono">{version.version}</span>
          ) : (
            <TextLink className="mono" href={href.datasetAt(name, version.ref)} label={`Look at version ${version.version}`}>
              {version.version}
            </TextLink>
          )}
        </Heading>
        {version.current ? <span className="tag">in force</span> : null}
        {level === "breaking" ? <Level level={level} /> : null}
        <span className="version-by">
          <When at={version.publishedAt} now={now} />
          {author === null ? null : <span>by {author}</span>}
          {commit === null ? null : (
            <span className="mono" title={commit}>
              {commit.slice(0, 8)}
            </span>
          )}
        </span>
      </div>
      {renamedFrom === null ? null : (
        <p className="small">
          It was called <code>{renamedFrom}</code> before.
        </p>
      )}
      {changes.length === 0 ? (
        <p className="small soft">{sentence(versionWords({ ...version, changes }))}</p>
      ) : (
        <Changes changes={changes} />
      )}
    </article>
  );
}

/** So many changes are read at a glance; fewer than the second number are not worth a click. */
const AT_A_GLANCE = 5;
const WORTH_HIDING = 3;

function Changes({ changes }: { readonly changes: readonly ContractChange[] }) {
  const shown = changes.length < AT_A_GLANCE + WORTH_HIDING ? changes.length : AT_A_GLANCE;
  const rest = changes.slice(shown);
  return (
    <>
      <Lines changes={changes.slice(0, shown)} />
      {rest.length === 0 ? null : (
        <details className="more">
          <summary>{formatPlural(rest.length, "more change")}</summary>
          <Lines changes={rest} />
        </details>
      )}
    </>
  );
}

function Lines({ changes }: { readonly changes: readonly ContractChange[] }) {
  return (
    <ul className="changes">
      {changes.map((change, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: two changes may say the same, and the list never moves
        <ChangeLine key={index} change={change} />
      ))}
    </ul>
  );
}

const sentence = (words: string) => `${words.charAt(0).toUpperCase()}${words.slice(1)}.`;
