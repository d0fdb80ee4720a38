import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseDoc } from "#lib/contract/doc.ts";
import type { DocNode } from "#lib/contract/doc-node.ts";

/** `error 2:5 …` for each problem. */
const problemsOf = (text: string) =>
  parseDoc("x.mdx", text).problems.map(({ level, code, position: { line, column } }) => `${level} ${code} ${line}:${column}`);

/** The tree in short: `p(text b(text))`. */
function shapeOf(text: string): string {
  const shape = (node: DocNode): string =>
    node.type === "text"
      ? JSON.stringify(node.value)
      : `${node.tagName}${Object.entries(node.properties)
          .map(([name, value]) => `[${name}=${value}]`)
          .join("")}(${node.children.map(shape).join(" ")})`;
  const children = (parseDoc("x.mdx", text).doc?.tree["children"] ?? []) as readonly DocNode[];
  return children.map(shape).join(" ");
}

const DOCUMENT = `# What one row is

One order, as the *customer* confirmed it.[^1] See <Dataset name="order_lines" />.

<Warning>
Cancelled orders are **in** here.

- one \`a <b {c}\`
- two
</Warning>

## Example

<Query name="All">

\`\`\`sql
SELECT * FROM orders WHERE a_b < 10
\`\`\`

</Query>

| status | meaning |
| :--- | ---: |
| paid | see [terms](/terms/paid "Paid") |

[^1]: Not as it was paid.
`;

describe("a good document", () => {
  it("becomes this tree", () => {
    expect(problemsOf(DOCUMENT)).toEqual([]);
    expect(shapeOf(DOCUMENT).replace(/ ?"\\n" ?/g, "")).toBe(
      [
        'h3("What one row is")',
        'p("One order, as the " em("customer") " confirmed it." sup(a[href=#doc-fn-1][id=doc-fnref-1]("1")) " See " Dataset[name=order_lines]() ".")',
        'Warning(p("Cancelled orders are " strong("in") " here.") ul(li("one " code("a <b {c}")) li("two")))',
        'h4("Example")',
        'Query[name=All]("SELECT * FROM orders WHERE a_b < 10")',
        'table(thead(tr(th[align=left]("status") th[align=right]("meaning"))) tbody(tr(td[align=left]("paid") td[align=right]("see " a[href=/terms/paid][title=Paid]("terms")))))',
        'section(h3("Footnotes") ol(li[id=doc-fn-1](p("Not as it was paid. " a[href=#doc-fnref-1][ariaLabel=Back to reference 1]("↩")))))',
      ].join(" "),
    );
  });

  it("gives its words to the search, without names of datasets that a reader may not know of", () => {
    expect(parseDoc("x.mdx", DOCUMENT).doc?.text).toBe(
      "What one row is One order, as the customer confirmed it.1 See . Cancelled orders are in here. one a <b {c} two Example " +
        "SELECT * FROM orders WHERE a_b < 10 status meaning paid see terms Footnotes Not as it was paid.",
    );
    expect(parseDoc("x.mdx", "word ".repeat(10_000)).doc?.text).toHaveLength(20_000);
  });

  it("says what it names, and where", () => {
    expect(parseDoc("a/x.mdx", 'a <Column name="c" dataset="d" />\n\n- <Term slug="t">u</Term>').mentions).toEqual([
      { kind: "column", name: "c", dataset: "d", position: { file: "a/x.mdx", line: 1, column: 3 } },
      { kind: "term", name: "t", dataset: null, position: { file: "a/x.mdx", line: 3, column: 3 } },
    ]);
  });

  it("is the same with other line ends and a byte order mark", () => {
    const expected = parseDoc("x.mdx", DOCUMENT).doc;
    expect(
      JSON.parse(JSON.stringify(parseDoc("x.mdx", `\uFEFF${DOCUMENT.replaceAll("\n", "\r\n")}`).doc).replaceAll("\\r\\n", "\\n")),
    ).toEqual(expected);
  });

  it("may be empty", () => {
    for (const text of ["", "\n\n", "\uFEFF", "{/* nothing */}"])
      expect(parseDoc("x.mdx", text)).toMatchObject({ doc: { text: "" }, problems: [] });
  });

  it("is plain JSON", () => {
    const { doc } = parseDoc("x.mdx", DOCUMENT);
    expect(JSON.parse(JSON.stringify(doc))).toEqual(doc);
  });
});

describe("a problem stands where the author must mend", () => {
  it.each([
    ["a {1} b", ["error TS-DOC-003 1:3"]],
    ["a\n\n  - b {1}\n", ["error TS-DOC-003 3:7"]],
    ["> a\n> {1}", ["error TS-DOC-003 2:3"]],
    ["a\r\n\r\nb {1}", ["error TS-DOC-003 3:3"]],
    ["\uFEFF{1}", ["error TS-DOC-003 1:1"]],
    ["---\ntitle: x\n---\n{1}", ["note TS-DOC-002 1:1", "error TS-DOC-003 4:1"]],
    ["import a from 'b'\n\ntext", ["error TS-DOC-003 1:1"]],
    ["text\n\nexport const a = 5", ["error TS-DOC-003 3:1"]],
    ['<Column name="a" onclick="b" />', ["error TS-DOC-003 1:18"]],
    ['<Column\n  name="a"\n  id={b}\n/>', ["error TS-DOC-003 3:3"]],
    ["a <Nope>b</Nope>", ["error TS-DOC-003 1:3"]],
    ["a [b](javascript:c) d", ["error TS-DOC-003 1:3"]],
    ["a <5 and <6\n\n<=", ["error TS-DOC-002 1:3", "error TS-DOC-002 1:10", "error TS-DOC-002 3:1"]],
    ["a\n\nb <c", ["error TS-DOC-002 3:3"]],
    ["a {b\n\nc", ["error TS-DOC-002 1:3"]],
    ["<Note>\n\na", ["error TS-DOC-002 1:1"]],
    ["a </b> c", ["error TS-DOC-002 1:3"]],
    ["<b>a</i>\n\n<b>c</b>", ["error TS-DOC-002 1:1", "error TS-DOC-002 1:5"]],
    ["a <!-- b\n\nc --> {1}", ["warning TS-DOC-002 1:3", "error TS-DOC-003 3:7"]],
    ["| a<br>b |\n| --- |\n| c<br>d {1} |", ["warning TS-DOC-002 1:4", "warning TS-DOC-002 3:4", "error TS-DOC-003 3:10"]],
  ])("%j", (text, expected) => {
    expect(problemsOf(text).sort()).toEqual([...expected].sort());
  });
});

describe("what is broken leaves the rest readable", () => {
  it.each([
    ["a <24 hours *b*", 'p("a <24 hours " em("b"))'],
    ["a < 24 hours", 'p("a < 24 hours")'],
    ["a {b *c*", 'p("a {b " em("c"))'],
    ["<Note>a", 'p("<Note>a")'],
    ["see <https://example.com/a> now", 'p("see  " a[href=https://example.com/a]("https://example.com/a") "  now")'],
    ["a<br>b `<br>` <!-- c -->", 'p("a" br() "b " code("<br>"))'],
    ["`<!-- a -->` and <!-- b -->\n\n```\n<!-- c --> <5\n```", 'p(code("<!-- a -->") " and") pre(code("<!-- c --> <5\\n"))'],
    ["\\<5 and \\{a}", 'p("<5 and {a}")'],
    ["import the file, then export data", 'p("import the file, then export data")'],
    ["<Nope>a **b**</Nope>", 'p("a " strong("b"))'],
    ["<center>\n# a\n</center>", 'h3("a")'],
    ["a <script>b</script> c", 'p("a " " c")'],
    ["---\na rule above and below\n\n---", 'hr() p("a rule above and below") hr()'],
    ["{/* a { b */} c", 'p("c")'],
    ["{/* a */ + 1} c {/*}", 'p(" c ")'],
  ])("%j", (text, expected) => {
    expect(shapeOf(text)).toBe(expected);
  });

  it("and a comment in a block of code stays, however long its fence", () => {
    const fence = "`".repeat(1500);
    expect(shapeOf(`${fence}\n<!-- a -->\n${fence}`)).toBe('pre(code("<!-- a -->\\n"))');
  });

  it("even when very much is broken", () => {
    const { doc, problems } = parseDoc("x.mdx", `# Title\n\n${"a {b <c\n\n".repeat(500)}last <Term slug="t" />`);
    expect(doc?.text).toMatch(/^Title a \{b <c .*last <Term slug="t" \/>$/);
    expect(problems.length).toBeLessThanOrEqual(100);
  });

  it("and says how a name was probably meant", () => {
    expect(parseDoc("x.mdx", "<Warnign>a</Warnign>").problems[0]?.hint).toBe("Did you mean 'Warning'?");
    expect(parseDoc("x.mdx", '<Dataset nmae="a" />').problems.map(({ hint }) => hint)).toContain("Did you mean 'name'?");
  });
});

describe("a text that is too much for the parser", () => {
  const long = (piece: string, length = 200_000) => piece.repeat(Math.ceil(length / piece.length));
  it.each([
    ["characters", long("a", 263_000)],
    ["lines", long("a\n")],
    ["blank lines", long("\n")],
    ["quotations", long("> ")],
    ["lists in lists", long("- ")],
    ["numbered lists in lists", long("1. ")],
    ["list items", long("- a\n")],
    ["indented lists", Array.from({ length: 400 }, (_, level) => `${"  ".repeat(level)}- a`).join("\n")],
    ["brackets", long("[")],
    ["links in links", long("[a", 60_000) + long("](b)", 120_000)],
    ["emphasis", long("a*")],
    ["crossed-out words", long("a~~")],
    ["backticks", long("` `` ")],
    ["columns", long("|a")],
    ["cells of short rows", `${"|a".repeat(200)}\n${"|-".repeat(200)}\n${"a\n".repeat(200)}`],
    ["tags in tags", long("<b>", 90_000) + long("</b>", 120_000)],
    ["tags in tags on lines", long("<Note>\n\n", 9_000)],
    ["headings by underlining", long("a\n=\n")],
    ["footnotes", long("[^a]\n\n[^a]: x\n\n")],
    ["links", long("[a](b)\n\n")],
  ])("is refused with one problem: %s", (_, text) => {
    const { doc, problems } = parseDoc("x.mdx", text);
    expect(doc).toBeNull();
    expect(problems).toMatchObject([{ code: "TS-DOC-002", level: "error" }]);
  });

  it("is cut where only the tree would be too deep or too large", () => {
    const deep = parseDoc("x.mdx", `${"<b>".repeat(100)}x${"</b>".repeat(100)} y`);
    expect(deep.doc?.text).toBe("y");
    expect(deep.problems).toHaveLength(1);
    const large = parseDoc("x.mdx", "a `b` ".repeat(200).concat("\n\n").repeat(60));
    expect(large.problems.map(({ message }) => message)).toEqual(["The document has too many parts. The rest is left out."]);
  });
});

describe("whatever the text", () => {
  const check = (text: string) => {
    const { doc, problems } = parseDoc("x.mdx", text);
    expect(doc !== null || problems.some(({ level }) => level === "error")).toBe(true);
    const lines = text.split(/\r\n|\r|\n/);
    for (const { position } of problems) {
      expect(position.line).toBeLessThanOrEqual(lines.length);
      expect(position.column).toBeLessThanOrEqual((lines[position.line - 1]?.length ?? 0) + 1);
    }
    expect(JSON.stringify(doc)).not.toMatch(/[\uFDD0-\uFDEF]/);
  };

  it("reading it is an outcome, never an exception, and problems lie inside it", () => {
    const sign = fc.constantFrom(
      ..."<>{}[]()*_~`|#-+=!\\/&;:'\"^ \n\r\t\0a1é😀\uFEFF\uFDD0\uD800".split(""),
      "<Note>",
      "</Note>",
      "<b ",
      "```",
      "<!--",
      "-->",
      "&lt;",
      "<br>",
      "[^1]:",
      "| --- |",
    );
    fc.assert(
      fc.property(fc.array(sign, { maxLength: 60 }), (signs) => check(signs.join(""))),
      { numRuns: 500, seed: 1 },
    );
  });

  it("a slip of the pen in a real document does no more", () => {
    const slip = fc.tuple(
      fc.nat(DOCUMENT.length),
      fc.nat(12),
      fc.constantFrom("", "<", "{", "}", ">", "`", "*", "[", "\n", "\n\n", "</Note>", "<Query>", "> ", "\t"),
    );
    fc.assert(
      fc.property(fc.array(slip, { minLength: 1, maxLength: 4 }), (slips) => {
        check(slips.reduce((text, [at, cut, put]) => text.slice(0, at) + put + text.slice(at + cut), DOCUMENT));
      }),
      { numRuns: 200, seed: 2 },
    );
  });
});
