import { describe } from "vitest";
import type { Open } from "#lib/search/conformance/fixture.ts";
import { hostile } from "#lib/search/conformance/hostile.ts";
import { matching } from "#lib/search/conformance/matching.ts";
import { ranking } from "#lib/search/conformance/ranking.ts";
import { shape } from "#lib/search/conformance/shape.ts";
import { visibility } from "#lib/search/conformance/visibility.ts";
import { writes } from "#lib/search/conformance/writes.ts";

/** The rules that every search index keeps, whatever it is made of. `open` gives a fresh, empty one. */
export function describeSearchIndex(name: string, open: Open): void {
  describe(name, () => {
    writes(open);
    visibility(open);
    matching(open);
    ranking(open);
    shape(open);
    hostile(open);
  });
}
