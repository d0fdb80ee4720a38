import type { ReactNode } from "react";
import { sqlName } from "#components/console/sql-name.ts";
import { accessMail } from "#components/dataset/access-mail.ts";
import { ExportMenu } from "#components/dataset/export-menu.tsx";
import { ExportProgress } from "#components/dataset/export-progress.client.tsx";
import { sectionId } from "#components/dataset/sections.ts";
import { Verdict } from "#components/dataset/verdict.tsx";
import { CopyButton } from "#components/ui/copy-button.client.tsx";
import { Icon } from "#components/ui/icon.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import { When } from "#components/ui/when.tsx";
import type { DatasetView } from "#lib/catalog/views.ts";
import { href } from "#lib/href.ts";

interface DatasetHeadProps {
  readonly dataset: DatasetView;
  readonly now: Date;
  /** Which version it is, when one was asked for. */
  readonly banner: ReactNode;
}

/** What it is, may I use it, and what to do with it. */
export function DatasetHead({ dataset, now, banner }: DatasetHeadProps) {
  const { name, title, description, access, size } = dataset;
  const hasRows = dataset.canRead && access.reason === null;
  const accessId = sectionId("access", dataset.columns);
  return (
    <div className="head">
      <h1>{title}</h1>
      <div className="name">
        <span className="mono">{name}</span>
        <CopyButton text={name} what="the name" />
      </div>
      <p className="lede">{description}</p>
      {banner}
      <Verdict verdict={dataset.verdict} freshness={dataset.freshness} now={now} />
      <Life dataset={dataset} now={now} />
      {access.level === "none" && access.reason !== null ? (
        <p className="banner is-unknown">
          <strong>There are no rows to read.</strong> {access.reason}
        </p>
      ) : null}
      <div className="actions">
        {hasRows ? (
          <>
            <TextLink href={href.console(firstRows(name))} className="button main">
              <Icon name="query" size={14} />
              Query
            </TextLink>
            <ExportMenu name={name} size={size} isPartial={access.level === "masked" && size === null} />
          </>
        ) : (
          <RequestAccess dataset={dataset} />
        )}
        <a className="button" href={`#${accessId}`}>
          <Icon name="api" size={14} />
          API
        </a>
      </div>
      {hasRows ? <ExportProgress sourceBytes={size?.bytes ?? null} sourceFormat={size?.format ?? null} /> : null}
    </div>
  );
}

/** What the console begins with. */
const firstRows = (name: string) => `SELECT *\nFROM ${sqlName(name)}\nLIMIT 100`;

/** Deprecated, retired, not yet in force, or held back at its last good version. */
function Life({ dataset, now }: { readonly dataset: DatasetView; readonly now: Date }) {
  const { status, replacedBy, contract } = dataset;
  return (
    <>
      {status === "active" ? null : (
        <p className={`banner ${status === "deprecated" || status === "retired" ? "is-risk" : "is-unknown"}`}>
          <strong>{STATUS_WORDS[status] ?? status}</strong>
          {replacedBy === null ? null : (
            <>
              {" "}
              Use <TextLink href={href.dataset(replacedBy.name)}>{replacedBy.title}</TextLink> instead.
            </>
          )}
        </p>
      )}
      {contract.staleSince === null ? null : (
        <div className="banner is-broken">
          <p>
            <strong>Last good version.</strong> Its file is broken since <When at={contract.staleSince} now={now} />; what you read here is
            what it said before. <TextLink href={href.ingestion()}>See what is wrong</TextLink>
          </p>
          {contract.problems.length === 0 ? null : (
            <ul>
              {contract.problems.map(({ code, file, line, column, message }) => (
                <li key={`${code} ${file} ${line} ${column} ${message}`}>
                  <span className="mono xs">
                    {file}:{line}:{column}
                  </span>{" "}
                  {message}
                </li>
              ))}
            </ul>
          )}
        </div>
      )}
    </>
  );
}

const STATUS_WORDS: Readonly<Record<string, string>> = {
  deprecated: "Deprecated: it still works, but nothing new should use it.",
  retired: "Retired: it is no longer kept up.",
  draft: "Draft: its promises are still being written.",
  proposed: "Proposed: it does not exist yet.",
};

function RequestAccess({ dataset }: { readonly dataset: DatasetView }) {
  const { access, name, title } = dataset;
  if (access.level !== "closed" || access.ownerEmail === null) return null;
  return (
    <a className="button main" href={accessMail(access.ownerEmail, name, title)}>
      <Icon name="mail" size={14} />
      Request access
    </a>
  );
}
