import { describeSearchIndex } from "#lib/search/conformance.ts";
import { openEmbeddedSearch } from "#lib/search/embedded/embedded.ts";

describeSearchIndex("the embedded search index", () => openEmbeddedSearch());
