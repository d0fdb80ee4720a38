import { it } from "vitest";
import type { Store } from "#lib/store/store.ts";
import { auditRules } from "./conformance/audit.ts";
import { exportRules } from "./conformance/exports.ts";
import { historyRules } from "./conformance/history.ts";
import { ingestionRules } from "./conformance/ingestions.ts";
import { intakeRules } from "./conformance/intake.ts";
import { publishingRules } from "./conformance/publishing.ts";
import { readingRules } from "./conformance/reading.ts";
import { relationRules } from "./conformance/relations.ts";
import { standingRules } from "./conformance/standing.ts";

/** What every adapter of the store must do. `open` gives a store on an empty, migrated database of its own. */
export function storeConformance(open: () => Promise<Store>): void {
  const rule = (name: string, check: (store: Store) => Promise<void>) =>
    it(name, async () => {
      const store = await open();
      // A server has few connections.
      await check(store).finally(() => store.close());
    });
  publishingRules(rule);
  ingestionRules(rule);
  readingRules(rule);
  relationRules(rule);
  historyRules(rule);
  auditRules(rule);
  exportRules(rule);
  standingRules(rule);
  intakeRules(rule);
}
