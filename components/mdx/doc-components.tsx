import type { Element, ElementContent } from "hast";
import type { Components } from "hast-util-to-jsx-runtime";
import type { ReactNode } from "react";
import { CodeBlock } from "#components/ui/code-block.tsx";
import type { CodeLanguage } from "#components/ui/highlight.ts";
import { Icon } from "#components/ui/icon.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import { isOutsideUrl } from "#lib/contract/doc-url.ts";
import { href } from "#lib/href.ts";

interface Props {
  readonly node?: Element | undefined;
  readonly children?: ReactNode;
}
interface NamedProps extends Props {
  readonly name?: string;
}

const LANGUAGES: Readonly<Record<string, CodeLanguage>> = {
  bash: "bash",
  console: "bash",
  sh: "bash",
  shell: "bash",
  sql: "sql",
  yaml: "yaml",
  yml: "yaml",
};

function Note({ children }: Props) {
  return (
    <div role="note" className="doc-note">
      <p className="doc-word">Note</p>
      {children}
    </div>
  );
}

function Warning({ children }: Props) {
  return (
    <div role="note" className="doc-warning">
      <p className="doc-word">
        <Icon name="risk" size={14} /> Warning
      </p>
      {children}
    </div>
  );
}

function Query({ node, name }: NamedProps) {
  return (
    <figure className="doc-query">
      {name === undefined ? null : <figcaption>{name}</figcaption>}
      <CodeBlock code={textIn(node)} language="sql" label={name === undefined ? labelOf(node) : `SQL of ${name}`} />
    </figure>
  );
}

/** Without `dataset` it is a column of the page's own dataset. Read from the node: hast takes the word for a `data-` attribute. */
function Column({ node, name = "", children }: NamedProps) {
  const dataset = node?.properties["dataset"];
  const text = children ?? <code>{name}</code>;
  return typeof dataset === "string" ? (
    <TextLink href={href.column(dataset, name)}>{text}</TextLink>
  ) : (
    <a href={`#${encodeURIComponent(name)}`}>{text}</a>
  );
}

function Term({ slug = "", children }: Props & { readonly slug?: string }) {
  return <TextLink href={href.term(slug)}>{children ?? slug.replaceAll(/[-_]/g, " ")}</TextLink>;
}

function Dataset({ name = "", children }: NamedProps) {
  return <TextLink href={href.dataset(name)}>{children ?? <code>{name}</code>}</TextLink>;
}

/** A metric has no page of its own: the search finds the dataset and the term that it belongs to. */
function Metric({ name = "", children }: NamedProps) {
  return <TextLink href={href.search({ q: name })}>{children ?? <code>{name}</code>}</TextLink>;
}

function Anchor({ node: _node, ...props }: Props & { readonly href?: string }) {
  return props.href !== undefined && isOutsideUrl(props.href) ? <a {...props} rel="noreferrer noopener" /> : <a {...props} />;
}

function Pre({ node }: Props) {
  const code = node?.children.find((child) => child.type === "element");
  const name = code?.type === "element" ? String(code.properties["className"] ?? "").replace("language-", "") : "";
  return (
    <CodeBlock code={textIn(node)} language={Object.hasOwn(LANGUAGES, name) ? (LANGUAGES[name] ?? "text") : "text"} label={labelOf(node)} />
  );
}

/** A wide table scrolls by itself, so a keyboard must be able to reach it. */
function Table({ node, children }: Props) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for forms
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls sideways, so a keyboard must be able to reach it
    <div className="doc-table" role="group" aria-label={labelOf(node)} tabIndex={0}>
      <table>{children}</table>
    </div>
  );
}

function Picture({ node: _node, ...props }: Props & { readonly src?: string; readonly alt?: string }) {
  // biome-ignore lint/performance/noImgElement: the picture lies on another host, which no loader of ours may ask
  return <img {...props} alt={props.alt ?? ""} loading="lazy" referrerPolicy="no-referrer" />;
}

/** The box of a task: a sign to read, nothing to press. */
function Task({ checked }: { readonly checked?: boolean }) {
  return (
    <span role="img" aria-label={checked === true ? "Done:" : "To do:"}>
      {checked === true ? "☑" : "☐"}
    </span>
  );
}

export const docComponents = {
  Note,
  Warning,
  Query,
  Column,
  Term,
  Dataset,
  Metric,
  a: Anchor,
  img: Picture,
  input: Task,
  pre: Pre,
  table: Table,
} as const satisfies Components & Record<string, unknown>;

function labelOf(node: Element | undefined): string {
  return String(node?.properties["ariaLabel"] ?? "Code");
}

function textIn(node: Element | ElementContent | undefined): string {
  if (node === undefined) return "";
  if (node.type === "text") return node.value;
  return node.type === "element" ? node.children.map(textIn).join("") : "";
}
