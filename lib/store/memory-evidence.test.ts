import { describe } from "vitest";
import { evidenceConformance } from "#lib/store/conformance/evidence.ts";
import { worldInMemory } from "#lib/store/conformance/evidence-world.ts";

describe("the evidence in memory", () => {
  evidenceConformance(async () => ({ world: worldInMemory(), close: async () => undefined }));
});
