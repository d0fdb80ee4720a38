import { it } from "vitest";
import type { Store } from "#lib/store/store.ts";
import { historyRules } from "./conformance/history.ts";
import { ingestionRules } from "./conformance/ingestions.ts";
import { publishingRules } from "./conformance/publishing.ts";
import { readingRules } from "./conformance/reading.ts";

/** What every adapter of the store must do. `open` gives a store on an empty, migrated database of its own. */
export function storeConformance(open: () => Promise<Store>): void {
  const rule = (name: string, check: (store: Store) => Promise<void>) => it(name, async () => check(await open()));
  publishingRules(rule);
  ingestionRules(rule);
  readingRules(rule);
  historyRules(rule);
}
