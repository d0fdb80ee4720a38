import { describe, expect, test } from "vitest";
import { parseFile } from "#lib/contract/parse-file.ts";
import { type Spec, toJson } from "#lib/contract/spec.ts";

const parse = (text: string) => parseFile({ file: "c.yaml", text });
const json = (text: string) => {
  const { root } = parse(text);
  return root === null ? null : toJson(root);
};
const codes = (text: string) =>
  parse(text).problems.map(({ code, level, position }) => `${level} ${code} ${position.line}:${position.column}`);

function depthOf(spec: Spec): number {
  if (spec.kind === "scalar") return 1;
  return 1 + Math.max(0, ...(spec.kind === "list" ? spec.items : spec.entries.map(({ value }) => value)).map(depthOf));
}

describe("a catalog file", () => {
  test("keeps positions that count from 1", () => {
    const { root } = parse("a: 1\nb:\n  - x: y\n");
    const entry = root?.entries[1];
    expect(entry?.keyAt).toEqual({ file: "c.yaml", line: 2, column: 1 });
    expect(entry?.value.kind === "list" && entry.value.items[0]?.at).toEqual({ file: "c.yaml", line: 3, column: 5 });
  });

  test("keeps the spelling of scalars, and turns into the JSON that YAML 1.2 means", () => {
    expect(json('a: 98%\nb: 1.10\nc: "3"\nd: yes\ne: true\nf: ~\ng:\nh: 2026-11-22\ni: 12345678901234567890\nj: .inf\nk: 0x1F\n')).toEqual({
      a: "98%",
      b: 1.1,
      c: "3",
      d: "yes",
      e: true,
      f: null,
      g: null,
      h: "2026-11-22",
      i: "12345678901234567890",
      j: ".inf",
      k: "0x1F",
    });
    const { root } = parse("version: 1.10\n");
    expect(root?.entries[0]?.value).toMatchObject({ text: "1.10" });
  });

  test("takes a quoted text that goes on further out than its key, as programs write it, if each line says so by a backslash", () => {
    const text = 'a:\n  - b: "one\\\n\\ two\\\n  three"\n    c: d\n';
    expect(json(text)).toEqual({ a: [{ b: "one twothree", c: "d" }] });
    expect(json(text.replaceAll("\n", "\r\n"))).toEqual({ a: [{ b: "one twothree", c: "d" }] });
    expect(parse(text).root?.entries[0]?.value).toMatchObject({ items: [{ entries: [{}, { keyAt: { line: 5, column: 5 } }] }] });
    for (const broken of ['a: "one\nb: c\n', 'a: "one\\\\\nb: c\n', 'a: "one\\\nb: c\n'])
      expect(codes(broken)[0]).toMatch(/^error TS-YAML-001/);
  });

  test.each([
    ["TS-YAML-003", "[".repeat(500_000)],
    ["TS-YAML-003", "{a: ".repeat(200_000)],
    ["TS-YAML-002", `a:\n${"- &a x\n".repeat(40_000)}`],
    ["TS-YAML-002", `a: &a x\nb:\n${"- *a\n".repeat(40_000)}`],
  ])("is refused before it is read when it is a flood of signs: %s", (code, text) => {
    expect(codes(text)).toEqual([`error ${code} 1:1`]);
  });

  test("may hold as many brackets and starred words as a large catalog does", () => {
    const text = `a:\n${"  - {name: orders, type: STRING}\n".repeat(20_000)}b: |\n${"  *important* and & more\n".repeat(10_000)}`;
    expect(codes(text)).toEqual([]);
  });

  test("may be empty or hold only comments", () => {
    for (const text of ["", "\n", "# nothing\n", "---\n", "null\n"]) expect(parse(text)).toMatchObject({ root: null, problems: [] });
  });

  test("may begin with a byte-order mark and end its lines with CR LF", () => {
    expect(json("\uFEFFa: 1\r\nb: [x]\r\n")).toEqual({ a: 1, b: ["x"] });
  });

  test("must be a map", () => {
    expect(codes("- a\n")).toEqual(["error TS-SPEC-002 1:1"]);
    expect(codes("text\n")).toEqual(["error TS-SPEC-002 1:1"]);
  });

  test("says where its YAML is wrong, and then says nothing else", () => {
    const broken = parse("a: 1\nb: [1, 2\nc: 3\n");
    expect(broken.root).toBeNull();
    expect(broken.problems[0]).toMatchObject({ code: "TS-YAML-001", level: "error", position: { file: "c.yaml" } });
    expect(codes("a: 1\n\tb: 2\n")[0]).toMatch(/^error TS-YAML-001 2/);
    expect(codes("a: 1\n---\nb: 2\n")[0]).toMatch(/^error TS-YAML-001 2/);
  });

  test("uses the first of two equal keys and names both places", () => {
    const { problems } = parse("a: 1\nb: 2\na: 3\n");
    expect(json("a: 1\nb: 2\na: 3\n")).toEqual({ a: 1, b: 2 });
    expect(problems).toMatchObject([{ code: "TS-YAML-004", position: { line: 3 }, message: expect.stringContaining("line 1") }]);
  });

  test("may use anchors, aliases and merge keys; a map's own key wins over a merged one", () => {
    expect(json("base: &b {x: 1, y: 2}\nu: *b\nv:\n  <<: *b\n  y: 3\nw:\n  <<: [*b, {z: 4}]\n")).toEqual({
      base: { x: 1, y: 2 },
      u: { x: 1, y: 2 },
      v: { y: 3, x: 1 },
      w: { x: 1, y: 2, z: 4 },
    });
  });

  test("refuses an alias bomb without building it", () => {
    const rows = ["a0: &a0 [x,x,x,x,x,x,x,x,x,x]"];
    for (let i = 1; i < 30; i += 1) rows.push(`a${i}: &a${i} [${Array.from({ length: 10 }, () => `*a${i - 1}`).join(",")}]`);
    expect(parse(rows.join("\n"))).toMatchObject({ root: null, problems: [{ code: "TS-YAML-002", level: "error" }] });
    const merges = ["m0: &m0 {k: v}"];
    for (let i = 1; i < 5_000; i += 1) merges.push(`m${i}: &m${i} {<<: *m${i - 1}, k${i}: v}`);
    expect(parse(merges.join("\n"))).toMatchObject({ root: null, problems: [{ code: "TS-YAML-002" }] });
  });

  test("refuses an alias that points into itself", () => {
    expect(parse("a: &a {b: *a}\n")).toMatchObject({ root: null, problems: [{ code: "TS-YAML-002" }] });
    expect(parse("a: *nobody\n").root).toBeNull();
  });

  test("refuses what is nested too deeply, also through aliases", () => {
    for (const text of [
      "a: ".concat("[".repeat(5_000)),
      `a: ${"[".repeat(400)}${"]".repeat(400)}`,
      `${"- ".repeat(20_000)}a`,
      "? ".repeat(20_000),
    ]) {
      expect(parse(text).root).toBeNull();
      expect(parse(text).problems.map(({ code }) => code)).toContain("TS-YAML-003");
    }
    const chain = ["a0: &a0 [x]"];
    for (let i = 1; i < 200; i += 1) chain.push(`a${i}: &a${i} [*a${i - 1}]`);
    expect(parse(chain.join("\n"))).toMatchObject({ root: null, problems: [{ code: "TS-YAML-003" }] });
    const { root } = parse(`a: ${"[".repeat(40)}${"]".repeat(40)}`);
    expect(root === null ? 0 : depthOf(root)).toBe(41);
  });

  test("refuses more than 1 MiB of UTF-8", () => {
    expect(codes(`a: ${"x".repeat(1024 * 1024)}`)).toEqual(["error TS-FILE-002 1:1"]);
    expect(codes(`a: ${"€".repeat(400_000)}`)).toEqual(["error TS-FILE-002 1:1"]);
  });

  test("never holds a key __proto__, and treats constructor as any other key", () => {
    const { root, problems } = parse("__proto__: {polluted: 1}\nconstructor: {prototype: 1}\n");
    expect(problems).toMatchObject([{ code: "TS-SPEC-004" }]);
    expect(root?.entries.map(({ key }) => key)).toEqual(["constructor"]);
    expect("polluted" in {}).toBe(false);
  });

  test("keys that are lists or maps are problems; numbers and booleans are text", () => {
    expect(codes("[a, b]: 1\n")).toEqual(["error TS-SPEC-002 1:1"]);
    expect(json("1: a\ntrue: b\nnull: c\n")).toEqual({ "1": "a", true: "b", null: "c" });
  });

  test("text is such as a database can hold: no control characters, no half surrogates", () => {
    const { root, problems } = parse('a: "x\\0y"\nb: "\\uD800"\nc: "tab\\tline\\n"\n');
    expect(root === null ? null : toJson(root)).toEqual({ a: "x\uFFFDy", b: "\uFFFD", c: "tab\tline\n" });
    expect(problems.map(({ level, position }) => `${level} ${position.line}`)).toEqual(["warning 1", "warning 2"]);
  });

  test("directives and tags change no value", () => {
    expect(json("%YAML 1.1\n---\na: yes\nb: 2026-11-22\nc: !!str 3\nd: !!timestamp 2026-11-22\n")).toEqual({
      a: "yes",
      b: "2026-11-22",
      c: 3,
      d: "2026-11-22",
    });
  });
});
