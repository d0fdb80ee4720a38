import fc from "fast-check";
import { expect, it } from "vitest";
import { Dictionary } from "#lib/search/embedded/dictionary.ts";
import { editDistance } from "#lib/search/embedded/distance.ts";

const word = fc.string({ unit: fc.constantFrom("a", "b", "c", "d"), minLength: 1, maxLength: 7 });

it("finds by prefix, part and likeness exactly what a look at every word finds", () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(word, { minLength: 1, maxLength: 40 }),
      fc.uniqueArray(word, { maxLength: 10 }),
      word,
      (first, second, sought) => {
        const dictionary = new Dictionary();
        for (const each of first) dictionary.intern(each);
        [...dictionary.startingWith(sought)];
        for (const each of second) dictionary.intern(each);
        const all = [...new Set([...first, ...second])];
        const texts = (numbers: Iterable<number>) => [...numbers].map((number) => dictionary.words[number]).sort();
        expect(texts(dictionary.startingWith(sought))).toEqual(all.filter((each) => each.startsWith(sought)).sort());
        expect(texts(dictionary.containing(sought))).toEqual(all.filter((each) => each !== sought && each.includes(sought)).sort());
        const alike = texts(dictionary.alike(sought, 1, false));
        for (const each of all) if (each.length >= 3 && editDistance(sought, each, 1) <= 1) expect(alike).toContain(each);
      },
    ),
  );
});

it("gives a word one number and groups words by stem", () => {
  const dictionary = new Dictionary();
  const numbers = ["orders", "order", "orders", "item"].map((each) => dictionary.intern(each));
  expect(numbers).toEqual([0, 1, 0, 2]);
  expect(dictionary.withStem("order")).toEqual([0, 1]);
  expect(dictionary.find("nothing")).toBeUndefined();
});
