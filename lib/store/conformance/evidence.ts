import { it } from "vitest";
import { alertRules } from "./evidence-alerts.ts";
import { incidentRules } from "./evidence-incidents.ts";
import { recordingRules } from "./evidence-recording.ts";
import { seriesRules } from "./evidence-series.ts";
import type { EvidenceRule, EvidenceWorld } from "./evidence-world.ts";

/** What every adapter of the evidence must do. `open` gives a world of its own and what closes it. */
export function evidenceConformance(open: () => Promise<{ readonly world: EvidenceWorld; readonly close: () => Promise<void> }>): void {
  const rule: EvidenceRule = (name, check) =>
    it(name, async () => {
      const { world, close } = await open();
      await check(world).finally(close);
    });
  recordingRules(rule);
  seriesRules(rule);
  incidentRules(rule);
  alertRules(rule);
}
