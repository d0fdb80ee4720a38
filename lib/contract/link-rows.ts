import type { Policy } from "#lib/contract/contract.ts";
import { type DatasetDraft, placeOf } from "#lib/contract/dataset.ts";
import { shorten } from "#lib/contract/fields.ts";
import type { Linker } from "#lib/contract/linker.ts";
import { hintNearest } from "#lib/contract/nearest.ts";
import { attributesOf, readRowPolicy } from "#lib/contract/row-policy.ts";

/** What the row policy asks of a reader must be listed in the policy: a claim that nobody decided to trust opens no row. */
export function linkRows(draft: DatasetDraft, attributes: Policy["attributes"] | null, { log }: Linker): void {
  if (draft.access.rows === null || attributes === null) return;
  const reading = readRowPolicy(draft.access.rows);
  if (reading.kind === "malformed") return;
  for (const name of attributesOf(reading.parts).filter((asked) => !attributes.includes(asked))) {
    const hint = hintNearest(name, attributes) ?? `Write \`policy: {attributes: [${shorten(name)}]}\`, if it is to be trusted.`;
    log.error(
      "TS-POLICY-002",
      placeOf(draft, "access"),
      `The row policy asks for the attribute '${shorten(name)}', which the policy does not list.`,
      hint,
    );
  }
}
