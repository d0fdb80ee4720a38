import { expect, test } from "vitest";
import { CATALOG_FILE, type Shape, shapeOf } from "#lib/contract/fmt/shape.ts";
import { parseTexts } from "#lib/contract/testing.ts";

const DATASET = ["data_catalog", "datasets", "orders"];

/** Every map with keys of its own: where it stands in a file (`null`: in a list). */
const PLACES: readonly (readonly (string | null)[])[] = [
  DATASET,
  [...DATASET, "source"],
  [...DATASET, "sla"],
  [...DATASET, "freshness"],
  [...DATASET, "schema", "id"],
  [...DATASET, "schema", null, "id"],
  [...DATASET, "checks", null, "range"],
  [...DATASET, "checks", null, "row_count"],
  [...DATASET, "checks", null, "accepted_values"],
  [...DATASET, "checks", null, "pattern"],
  [...DATASET, "checks", null, "relationships"],
  [...DATASET, "checks", null, "columns_match"],
  [...DATASET, "checks", null, "freshness"],
  [...DATASET, "access"],
  [...DATASET, "access", "mask", "id"],
  [...DATASET, "usage_examples", null],
  ["data_catalog", "glossary", "t"],
  ["data_catalog", "owners", "t"],
  ["data_catalog", "domains", "t"],
  ["data_catalog", "sources", "t"],
  ["data_catalog", "metrics", "t"],
  ["data_catalog", "policy"],
  ["data_catalog", "policy", "classifications", "t"],
  ["quality_scores", null],
  ["monitors", null],
];

/** What the reader of that place says are its keys. */
function knownKeys(place: readonly (string | null)[]): readonly string[] {
  const written = place.reduceRight<unknown>((inner, key) => (key === null ? [inner] : { [key]: inner }), { zzzzzzzzzzzz: 1 });
  const { problems } = parseTexts({ "c.yaml": JSON.stringify(written) });
  const found = problems.find(({ message }) => message.includes("'zzzzzzzzzzzz'"));
  return /^Known keys: (.*)\.$/.exec(found?.hint ?? "")?.[1]?.split(", ") ?? [];
}

test.each(PLACES.map((place) => [place.map((key) => key ?? "-").join(" "), place] as const))(
  "the order of keys below `%s` names each key that is read there, and no other",
  (_name, place) => {
    const shape = place.reduce<Shape | undefined>((outer, key) => shapeOf(outer, key), CATALOG_FILE);
    const known = knownKeys(place);
    expect(known).not.toEqual([]);
    expect(shape?.order?.toSorted()).toEqual(known.toSorted());
  },
);
