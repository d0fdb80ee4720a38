import fc from "fast-check";
import { SaxesParser } from "saxes";
import { describe, expect, it } from "vitest";
import { atomFeed, type Feed } from "#lib/catalog/feed.ts";
import type { ChangeNews, VersionView } from "#lib/catalog/history.ts";

const ATOM = "http://www.w3.org/2005/Atom";

interface Element {
  readonly name: string;
  readonly uri: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: Element[];
  text: string;
}

/** A strict parser: anything that XML 1.0 forbids throws. */
function parse(xml: string): Element {
  const root: Element = { name: "", uri: "", attributes: {}, children: [], text: "" };
  const open = [root];
  const parser = new SaxesParser({ xmlns: true });
  parser.on("error", (error) => {
    throw error;
  });
  parser.on("opentag", ({ local, uri, attributes }) => {
    const values = Object.fromEntries(Object.values(attributes).map(({ name, value }) => [name, value]));
    const element: Element = { name: local, uri, attributes: values, children: [], text: "" };
    open.at(-1)?.children.push(element);
    open.push(element);
  });
  parser.on("text", (text) => {
    const last = open.at(-1);
    if (last !== undefined) last.text += text;
  });
  parser.on("closetag", () => open.pop());
  parser.write(xml).close();
  return root.children[0] ?? root;
}

const all = ({ children }: Element, name: string) => children.filter((child) => child.name === name);
const textOf = (element: Element, name: string) => all(element, name).map(({ text }) => text);

const version = (overrides: Partial<VersionView> = {}): VersionView => ({
  ...{ id: "01900000-0000-7000-8000-000000000001", ref: "1.0.0", version: "1.0.0", hash: "a".repeat(64), commit: null, author: "Ada" },
  ...{ publishedAt: "2026-11-20T06:00:00.000Z", kind: "changed", first: false, current: true, renamedFrom: null, level: "breaking" },
  changes: [{ level: "breaking", kind: "column.removed", column: "a", message: "`a` was removed.", before: "STRING", after: null }],
  ...overrides,
});
const newsOf = (overrides?: Partial<VersionView>, title = "Orders"): ChangeNews => ({
  dataset: { id: "01900000-0000-7000-8000-00000000000d", name: "orders", title },
  version: version(overrides),
});
const feedOf = (overrides: Partial<Feed> = {}): string =>
  atomFeed({
    ...{ id: "urn:uuid:01900000-0000-7000-8000-00000000000d", title: "Orders", author: "Shop", origin: "https://data.example.com" },
    ...{ self: "/datasets/orders/feed.atom", page: "/datasets/orders", news: [newsOf()] },
    ...overrides,
  });

describe("an Atom feed", () => {
  it("has what RFC 4287 asks for, and whole addresses", () => {
    const older = newsOf({
      id: "01900000-0000-7000-8000-000000000000",
      publishedAt: "2026-11-19T06:00:00.000Z",
      author: null,
      level: null,
    });
    const feed = parse(feedOf({ news: [newsOf(), older] }));
    expect([feed.name, feed.uri]).toEqual(["feed", ATOM]);
    expect(textOf(feed, "id")).toEqual(["urn:uuid:01900000-0000-7000-8000-00000000000d"]);
    expect(textOf(feed, "updated")).toEqual(["2026-11-20T06:00:00.000Z"]);
    expect(all(feed, "link").map(({ attributes }) => [attributes["rel"], attributes["href"]])).toEqual([
      ["self", "https://data.example.com/datasets/orders/feed.atom"],
      ["alternate", "https://data.example.com/datasets/orders"],
    ]);
    const entries = all(feed, "entry");
    expect(entries.flatMap((entry) => textOf(entry, "id"))).toEqual([
      "urn:uuid:01900000-0000-7000-8000-000000000001",
      "urn:uuid:01900000-0000-7000-8000-000000000000",
    ]);
    for (const element of [feed, ...entries]) for (const name of ["id", "title", "updated"]) expect(all(element, name)).toHaveLength(1);
    expect(entries.map((entry) => all(entry, "author").flatMap((author) => textOf(author, "name")))).toEqual([["Ada"], []]);
    expect(textOf(entries[0] ?? feed, "title")).toEqual(["Orders 1.0.0: 1 breaking change"]);
    expect(all(entries[0] ?? feed, "link")[0]?.attributes["href"]).toBe(
      "https://data.example.com/datasets/orders?at=01900000-0000-7000-8000-000000000001",
    );
    expect(all(entries[0] ?? feed, "content")[0]).toMatchObject({
      attributes: { type: "html" },
      text: "<ul><li><strong>Breaking:</strong> <code>a</code> was removed.</li></ul>",
    });
  });

  it("without entries is a feed all the same, always with the same bytes", () => {
    expect(textOf(parse(feedOf({ news: [] })), "updated")).toEqual(["1970-01-01T00:00:00.000Z"]);
    expect(feedOf()).toBe(feedOf());
  });

  it("is well formed whatever names and sentences hold, and no text of it becomes markup", () => {
    const hostile = "]]>\u0000\u0008\u001b\uFFFE\uD800 <script>alert(1)</script> & \"'`";
    const change = { ...version().changes[0], message: hostile } as VersionView["changes"][number];
    const entry = newsOf({ version: hostile, author: hostile, renamedFrom: hostile, changes: [change] }, hostile);
    const feed = parse(feedOf({ title: hostile, author: hostile, news: [entry] }));
    const [told] = all(feed, "entry");
    expect(all(told ?? feed, "content")[0]?.text).not.toMatch(/<script/);
    expect(textOf(told ?? feed, "title")[0]).toContain("<script>alert(1)</script>");
    const anything = fc.string({ unit: "binary", maxLength: 40 });
    fc.assert(
      fc.property(anything, anything, (title, author) => {
        const parsed = parse(feedOf({ title, news: [newsOf({ author, changes: [{ ...change, message: title }] }, title)] }));
        expect(parsed.children.every(({ uri }) => uri === ATOM)).toBe(true);
      }),
      { seed: 1, numRuns: 300 },
    );
  });
});
