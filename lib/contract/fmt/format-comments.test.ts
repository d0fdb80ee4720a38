import { describe, expect, test } from "vitest";
import { formatFile } from "#lib/contract/fmt/format-file.ts";
import { column, format, inDataset } from "#lib/contract/fmt/testing.ts";

describe("comments", () => {
  test("stay where they are", () => {
    const text = `# top
data_catalog: # behind a key
  # before the first
  datasets:
    # about orders
    orders: # orders
      description: x # why
      # about owner
      owner: a

      # alone

      schema: # columns
        # the key
        - order_id: STRING (PK) # never changes
        - total: DECIMAL(12,2)
          # deeper
        # end of columns
      # end of orders
    # end of datasets
  # end of catalog
monitors:
  - # a monitor
    type: volume
    table: orders
# end
`;
    expect(format(text)).toBe(text);
  });

  test("go along with their key", () => {
    expect(inDataset("# about owner\nowner: a # team\n# about title\ntitle: b # short\ndescription: x\n")).toBe(
      "# about title\ntitle: b # short\ndescription: x\n# about owner\nowner: a # team\n",
    );
  });

  test("below the last key keep it last", () => {
    const text = "owner: a\ndescription: x\n# about the description\n";
    expect(inDataset(text)).toBe(text);
  });

  test("that stood below one another still do", () => {
    expect(inDataset("title: Orders       # shown\ntier: 1             # critical\nstatus: deprecated  # soon gone\n")).toBe(
      "title: Orders      # shown\ntier: 1            # critical\nstatus: deprecated # soon gone\n",
    );
  });

  test("inside brackets bring them on lines of their own", () => {
    expect(inDataset("tags: [ # all\n  a, # first\n  # of b\n  b\n  # end\n] # list\n")).toBe(
      "# all\ntags: # list\n  - a # first\n  # of b\n  - b\n  # end\n",
    );
  });

  test("between a key and its value go above the key", () => {
    expect(inDataset("description: # why\n  # more\n  text # last\n")).toBe("# more\n# why\ndescription: text # last\n");
  });

  test("may be more than a call takes arguments", () => {
    const many = "#\n".repeat(130_000);
    const text = `${many}monitors:\n  - type: volume\n    table: t\n${many}`;
    expect(formatFile({ file: "c.yaml", text }, { form: "auto" })).toEqual({ kind: "formatted", text });
    expect(formatFile({ file: "c.yaml", text: `monitors: [\n${many}]\n` }, { form: "auto" })).toEqual({
      kind: "formatted",
      text: `${many}monitors: []\n`,
    });
  }, 60_000);

  test("behind the sign of a block stay there", () => {
    expect(inDataset("description: |   # sql\n  text\n")).toBe("description: | # sql\n  text\n");
  });
});

describe("the order of keys", () => {
  test("is the one of the format; a key that it does not know stays below its neighbour", () => {
    expect(inDataset("schema: []\nx-team: a\nowner: a\ncolour: red\ndescription: x\n")).toBe(
      "description: x\nowner: a\ncolour: red\nschema: []\nx-team: a\n",
    );
  });

  test("holds within a block; an empty line parts blocks", () => {
    expect(inDataset("owner: a\ndescription: x\n\n# --- promises ---\n\nschema: []\nfreshness: 1h\n")).toBe(
      "description: x\nowner: a\n\n# --- promises ---\n\nfreshness: 1h\nschema: []\n",
    );
  });

  test("never brings an alias before its anchor, and never touches a merge", () => {
    for (const text of [
      "owner: &a x\ndescription: *a\n",
      "<<: {owner: a}\ndescription: x\ntitle: b\n",
      "schema:\n  - a: &t STRING\n  - b: *t\ndescription: x\n",
    ])
      expect(inDataset(text)).toBe(text);
  });

  test("of columns in other tools' form: the name comes out", () => {
    expect(column("{name: total, type: DECIMAL, min: 0}")).toBe("- total: DECIMAL (>= 0)");
    expect(column("type: DECIMAL # euros\n  name: total\n  term: revenue")).toBe("- total:\n    type: DECIMAL # euros\n    term: revenue");
    expect(column("{name: total, type: DECIMAL, min: 0}", "keep")).toBe("- {name: total, type: DECIMAL, min: 0}");
  });
});
