import fc from "fast-check";
import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, it, vi } from "vitest";
import { DocView } from "#components/mdx/doc-view.tsx";
import { HOSTILE } from "#components/mdx/hostile-documents.ts";
import type { JsonObject } from "#lib/contract/contract.ts";
import { parseDoc } from "#lib/contract/doc.ts";

const show = (tree: JsonObject) => renderToStaticMarkup(<DocView doc={{ file: "x.mdx", tree, text: "" }} />);
const render = (text: string) => show(parseDoc("x.mdx", text).doc?.tree ?? { type: "root", children: [] });
/** Only tags: what stands in a text is escaped and harmless. Icons are our own. */
const tagsOf = (html: string) => html.replace(/<svg class="icon".*?<\/svg>/g, "").match(/<[^>]*>/g) ?? [];

const ALLOWED =
  /^<\/?(?:a|abbr|b|blockquote|br|button|code|dd|del|details|div|dl|dt|em|figcaption|figure|h[3-6]|hr|i|img|ins|kbd|li|mark|ol|p|pre|q|s|samp|section|small|span|strong|sub|summary|sup|table|tbody|td|th|thead|tr|u|ul|var)[\s/>]/;

function expectHarmless(html: string): void {
  for (const tag of tagsOf(html)) {
    expect(tag).toMatch(ALLOWED);
    expect(tag).not.toMatch(/\s(?:on\w+|style|srcdoc|formaction|action|autofocus|dangerously\w*)=/i);
    const address = /\s(?:href|src)="([^"]*)"/.exec(tag)?.[1];
    if (address !== undefined) expect(address).toMatch(/^(?:https?:\/\/[^/@]+(?:\/|$)|mailto:[^:]+$|#|\/(?![/\\])|[^:/\\]+(?:[/?#]|$))/);
    const id = /\sid="([^"]*)"/.exec(tag)?.[1];
    if (id !== undefined) expect(id).toMatch(/^doc-/);
  }
  expect(html).not.toMatch(/<script/i);
}

describe("a hostile document", () => {
  it.each(Object.entries(HOSTILE))("does no harm: %s", (_, text) => {
    expectHarmless(render(text));
    expect(Reflect.get(globalThis, "__pwn")).toBeUndefined();
  });

  it("gives nothing of the environment away", () => {
    vi.stubEnv("SECRET", "s3cr3t");
    for (const text of Object.values(HOSTILE)) expect(render(text)).not.toContain("s3cr3t");
  });

  it("has a problem, unless it is only text", () => {
    const text = [
      "column that is a script",
      "javascript link percent-encoded",
      "name that leaves its attribute",
      "script as a language",
      "script in a footnote's name",
      "script in a link's title",
      "script in an image's text",
      "script in code",
      "stand-ins of the reader",
    ];
    for (const [name, document] of Object.entries(HOSTILE))
      expect(parseDoc("x.mdx", document).problems.length > 0, name).toBe(!text.includes(name));
  });

  it("does no harm when parts of several are put together", () => {
    const piece = fc.constantFrom(
      ...Object.values(HOSTILE),
      "\n\n",
      "\n",
      "<Note>",
      "</Note>",
      "- ",
      "> ",
      "| a |\n| --- |\n",
      "`",
      "```\n",
      "*",
      "[a](",
      ")",
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 6 }), (pieces) => expectHarmless(render(pieces.join("")))),
      { numRuns: 300, seed: 7 },
    );
  });
});

describe("a tree that no reader of documents made", () => {
  const element = (tagName: unknown, properties: unknown, children: unknown = []) =>
    ({ type: "element", tagName, properties, children }) as JsonObject;
  const root = (...children: readonly JsonObject[]): JsonObject => ({ type: "root", children });

  it.each([
    ["a script", element("script", {}, [{ type: "text", value: "alert(1)" }])],
    ["raw HTML", { type: "raw", value: "<script>alert(1)</script>" }],
    ["a handler", element("b", { onClick: "alert(1)", onclick: "alert(1)" })],
    ["a style", element("p", { style: "color:red", className: "verdict" })],
    ["a dangerous link", element("a", { href: "javascript:alert(1)" }, [{ type: "text", value: "x" }])],
    ["a dangerous picture", element("img", { src: "data:text/html,x" })],
    ["an id of the page", element("li", { id: "__next" })],
    ["raw children", element("p", { dangerouslySetInnerHTML: { __html: "<script>1</script>" } })],
    ["code to run", { type: "mdxTextExpression", value: "1", data: { estree: {} } }],
    ["a name of every object", element("constructor", {})],
    ["nonsense", element(5, null, "x")],
    ["a component without its name", element("Column", {})],
    ["half a character in an address", element("Column", { name: "\ud800" })],
  ])("is shown without %s", (_, node) => {
    expectHarmless(show(root(node as JsonObject)));
    expect(show(root(node as JsonObject))).not.toMatch(/alert|javascript:|style=|__next|color/);
  });

  it("may be empty, or nothing at all", () => {
    expect(show({})).toBe('<div class="doc"></div>');
  });
});

describe("a document is shown", () => {
  it("with headings that fit into the page", () => {
    expect(render("## A\n\n#### B\n\n# C\n\n## D").match(/<h\d>/g)).toEqual(["<h3>", "<h4>", "<h3>", "<h4>"]);
  });

  it("with links out of the catalog that give nothing away", () => {
    expect(render("[a](https://example.com/) [b](/terms) [c](#x)")).toBe(
      '<div class="doc"><p><a href="https://example.com/" rel="noreferrer noopener">a</a> <a href="/terms">b</a> <a href="#x">c</a></p></div>',
    );
  });

  it("with components that link by name", () => {
    const html = render(
      '<Column name="a b" /> <Column dataset="orders" name="id" /> <Term slug="x-y" /> <Dataset name="orders">them</Dataset> <Metric name="r" />',
    );
    expect([...html.matchAll(/<a href="([^"]*)">(.*?)<\/a>/g)].map(([, href, text]) => [href, text])).toEqual([
      ["#a%20b", "<code>a b</code>"],
      ["/datasets/orders#id", "<code>id</code>"],
      ["/terms/x-y", "x y"],
      ["/datasets/orders", "them"],
      ["/search?q=r", "<code>r</code>"],
    ]);
  });

  it("with a word, not only a colour, on notes and warnings", () => {
    const html = render("<Note>a</Note>\n\n<Warning>\nb\n\n- c\n</Warning>");
    expect(html).toMatch(/<div role="note" class="doc-note"><p class="doc-word">Note<\/p><p>a<\/p><\/div>/);
    expect(html).toMatch(/class="doc-warning"><p class="doc-word"><svg .*<\/svg> Warning<\/p><p>b<\/p><ul><li>c<\/li><\/ul><\/div>/);
  });

  it("with tables and code that a keyboard reaches, each with a name of its own", () => {
    const html = render("| a |  |\n| --- | ---: |\n| 1 | 2 |\n\n```sql\nSELECT 1\n```\n\n```\nx\n```\n\n| b |\n| --- |\n| 3 |");
    expect(html.match(/aria-label="(?:Table|Code)[^"]*"/g)).toEqual(
      ["Table 1", "Code 1", "Code 2", "Table 2"].map((name) => `aria-label="${name} of this text"`),
    );
    expect(html.match(/tabindex="0"/g)).toHaveLength(4);
    // An empty heading of a column says nothing to those who hear it.
    expect(html).toContain('<tr><th>a</th><td align="right"></td></tr>');
  });

  it("with the SQL of a query as it was written", () => {
    const html = render('<Query name="All">SELECT *, a_b_c FROM t WHERE a<10 AND b * c > 2</Query>');
    expect(html.replace(/<[^>]*>/g, "")).toBe("AllSELECT *, a_b_c FROM t WHERE a&lt;10 AND b * c &gt; 2");
    expect(html).toContain('aria-label="Copy SQL of All"');
  });

  it("with tasks that are read, not pressed", () => {
    expect(render("- [x] a\n- [ ] b")).toContain('<span role="img" aria-label="Done:">☑</span> a');
    expect(render("- [x] a\n- [ ] b")).not.toContain("<input");
  });

  it("with no block inside a paragraph and no link inside a link, which browsers would tear apart", () => {
    expect(render("see <Note>this</Note> now")).toMatch(/^<div class="doc"><p>see <\/p><div role="note".*<\/div><p> now<\/p><\/div>$/);
    expect(render('[a <Term slug="b" /> c](https://example.com/)').match(/<a /g)).toHaveLength(1);
    expect(render('<a href="#x">see https://example.com/ now</a>').match(/<a /g)).toHaveLength(1);
    expect(render("<table><tr><td>a</td></tr></table>")).toContain("<table><tbody><tr><td>a</td></tr></tbody></table>");
  });
});
