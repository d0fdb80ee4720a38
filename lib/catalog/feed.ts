import type { ChangeNews } from "#lib/catalog/history.ts";
import { versionWords } from "#lib/catalog/version-words.ts";
import { href } from "#lib/href.ts";

export interface Feed {
  /** An IRI that never changes. */
  readonly id: string;
  readonly title: string;
  /** Whom an entry is by that names nobody. */
  readonly author: string;
  /** Addresses of the feed and of the page that it follows, below `origin`. */
  readonly self: string;
  readonly page: string;
  /** `https://data.example.com`: addresses in a feed are whole. */
  readonly origin: string;
  /** Newest first. */
  readonly news: readonly ChangeNews[];
}

/** Of a feed without entries. Every feed has to say when it changed, and nothing ever did. */
const NEVER = "1970-01-01T00:00:00.000Z";

/** An Atom document (RFC 4287). The same news give the same bytes. */
export function atomFeed({ id, title, author, self, page, origin, news }: Feed): string {
  return [
    '<?xml version="1.0" encoding="utf-8"?>',
    '<feed xmlns="http://www.w3.org/2005/Atom">',
    `  <id>${escaped(id)}</id>`,
    `  <title>${escaped(title)}</title>`,
    `  <updated>${news[0]?.version.publishedAt ?? NEVER}</updated>`,
    `  <author><name>${escaped(author)}</name></author>`,
    `  <link rel="self" type="application/atom+xml" href="${escaped(origin + self)}"/>`,
    `  <link rel="alternate" type="text/html" href="${escaped(origin + page)}"/>`,
    "  <generator>Touchstone</generator>",
    ...news.map((entry) => entryOf(entry, origin)),
    "</feed>",
    "",
  ].join("\n");
}

function entryOf({ dataset, version }: ChangeNews, origin: string): string {
  const { id, publishedAt, author, level } = version;
  return [
    "  <entry>",
    `    <id>urn:uuid:${escaped(id)}</id>`,
    `    <title>${escaped(`${dataset.title} ${version.version}: ${versionWords(version)}`)}</title>`,
    `    <updated>${publishedAt}</updated>`,
    `    <published>${publishedAt}</published>`,
    ...(author === null || author.trim() === "" ? [] : [`    <author><name>${escaped(author)}</name></author>`]),
    `    <link rel="alternate" type="text/html" href="${escaped(origin + href.datasetAt(dataset.name, id))}"/>`,
    ...(level === null ? [] : [`    <category term="${level}"/>`]),
    `    <content type="html">${escaped(contentOf(version))}</content>`,
    "  </entry>",
  ].join("\n");
}

/** HTML of what changed. */
function contentOf({ changes, renamedFrom, ...version }: ChangeNews["version"]): string {
  const renamed = renamedFrom === null ? "" : `<p>It was called <code>${escaped(renamedFrom)}</code>.</p>`;
  if (changes.length === 0) return `<p>${escaped(capital(versionWords({ ...version, changes, renamedFrom })))}.</p>${renamed}`;
  const items = changes.map(({ level, message }) => `<li><strong>${capital(level)}:</strong> ${withCode(message)}</li>`);
  return `${renamed}<ul>${items.join("")}</ul>`;
}

/** A sentence in which names stand between backticks. */
function withCode(message: string): string {
  return message
    .split("`")
    .map((part, index) => (index % 2 === 0 ? escaped(part) : `<code>${escaped(part)}</code>`))
    .join("");
}

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

// What XML 1.0 cannot hold, escaped or not.
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what has to go
const FORBIDDEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;
const ENTITIES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

/** For text and for attributes, of XML and of HTML. */
function escaped(text: string): string {
  return text
    .toWellFormed()
    .replaceAll(FORBIDDEN, "\uFFFD")
    .replaceAll(/[&<>"']/g, (sign) => ENTITIES[sign] ?? sign);
}
