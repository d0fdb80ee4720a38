import fc from "fast-check";
import { expect, test } from "vitest";
import { AppError } from "#lib/errors.ts";
import { parseOrder, parseSelect } from "#lib/query/column-list.ts";

test("select is a list of names, quoted where they are odd", () => {
  expect(parseSelect("a, b ,c")).toEqual(["a", "b", "c"]);
  expect(parseSelect('"a,b","c""d",e.f')).toEqual(["a,b", 'c"d', "e.f"]);
});

test("order takes directions as PostgREST writes them", () => {
  const parse = (text: string) => parseOrder(text, () => false);
  expect(
    parse("a,b.desc,c.asc,d.desc.nullsfirst,e.asc.nullslast,f.nullslast").map(({ name, descending }) => `${descending ? "-" : ""}${name}`),
  ).toEqual(["a", "-b", "c", "-d", "e", "f"]);
  expect(parse('"a.b".desc')).toEqual([{ name: "a.b", descending: true }]);
});

test("a column whose name ends like a direction is meant itself", () => {
  expect(parseOrder("a.desc", (name) => name === "a.desc")).toEqual([{ name: "a.desc", descending: false }]);
  expect(parseOrder('"a.desc".desc', (name) => name === "a.desc")).toEqual([{ name: "a.desc", descending: true }]);
});

test.for(["", ",", "a,", ",a", '"a', '"a"b', "a,,b", '""', Array(501).fill("a").join()])("select=%j is refused", (text) => {
  expect(() => parseSelect(text)).toThrow(AppError);
});

test.for(["a.desc.nullslast", "a.asc.nullsfirst", "a.nullsfirst", "a.desc.desc", '"a".up', Array(17).fill("a").join()])(
  "order=%j is refused",
  (text) => {
    expect(() => parseOrder(text, () => false)).toThrow(AppError);
  },
);

test("any name comes back from its quoted form", () => {
  fc.assert(
    fc.property(fc.array(fc.string({ minLength: 1, maxLength: 20 }), { minLength: 1, maxLength: 5 }), (names) => {
      expect(parseSelect(names.map((name) => `"${name.replaceAll('"', '""')}"`).join())).toEqual(names);
    }),
  );
});

test("no text makes it throw anything but an answer", () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 60, unit: fc.constantFrom('"', ",", ".", "a", " ", "desc", "\n") }), (text) => {
      for (const parse of [() => parseSelect(text), () => parseOrder(text, () => false)]) {
        try {
          expect(parse().length).toBeGreaterThan(0);
        } catch (error) {
          expect(error).toBeInstanceOf(AppError);
        }
      }
    }),
  );
});
