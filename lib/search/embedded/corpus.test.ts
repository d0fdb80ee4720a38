import { expect, it } from "vitest";
import { doc } from "#lib/search/conformance/fixture.ts";
import { Corpus } from "#lib/search/embedded/corpus.ts";
import { prepare } from "#lib/search/embedded/documents.ts";
import { View } from "#lib/search/embedded/view.ts";

function filled(count: number): Corpus {
  const corpus = new Corpus();
  for (let i = 0; i < count; i++) {
    corpus.put(
      prepare(
        doc(`orders_${i}`, { tags: [i % 2 === 0 ? "even" : "odd"], columns: [{ name: `c${i}`, description: null, values: [] }] }),
        [],
      ),
    );
  }
  return corpus;
}

it("forgets removed documents when they have become many, and keeps everything else as it was", () => {
  const corpus = filled(400);
  for (let i = 0; i < 400; i += 4) corpus.remove(`id-orders_${i}`);
  const before = new View(corpus, "all");
  const word = corpus.dictionary.find("orders") ?? -1;
  const [count, holders] = [before.count, before.strong(word)];
  corpus.tidy();
  expect(corpus.docs).toHaveLength(300);
  const after = new View(corpus, ["everyone"]);
  expect([after.count, after.strong(word)]).toEqual([count, holders]);
  const [kept] = corpus.columns.members("c399");
  expect(corpus.docs[kept ?? -1]?.name).toBe("orders_399");
  expect(corpus.columns.members("c4")).toEqual([]);
  expect(corpus.names.get("orders4")).toBeUndefined();
  expect(corpus.docs[corpus.names.get("orders5")?.[0] ?? -1]?.name).toBe("orders_5");
  expect(corpus.facets.tag.members("even")).toHaveLength(100);
});

it("leaves a few removed documents where they are", () => {
  const corpus = filled(400);
  for (let i = 0; i < 40; i++) corpus.remove(`id-orders_${i}`);
  corpus.tidy();
  expect([corpus.docs.length, corpus.size]).toEqual([400, 360]);
});

it("keeps a document once however often it changes", () => {
  const corpus = filled(3);
  for (let version = 2; version < 300; version++) {
    corpus.put(prepare(doc("orders_1", { version }), []));
    corpus.tidy();
  }
  expect(corpus.size).toBe(3);
  expect(corpus.docs.length).toBeLessThan(100);
  expect(new View(corpus, "all").strong(corpus.dictionary.find("orders") ?? -1)).toBe(3);
});
