import { type Form, newList, newMap } from "#lib/contract/fmt/form.ts";
import { type CollectionNode, type LayoutNode, newScalar } from "#lib/contract/fmt/layout.ts";
import { NOWHERE } from "#lib/contract/fmt/layout-spec.ts";
import { ProblemLog } from "#lib/contract/problem-log.ts";
import { readSla } from "#lib/contract/sla.ts";
import type { Spec } from "#lib/contract/spec.ts";

/** `by 08:00 Europe/Berlin daily` and `{by: "08:00", timezone: Europe/Berlin, every: day}`. */
export const SLA_FORM: Form = {
  read: (spec, log) => readSla(spec, NOWHERE, log),
  short: (_map, spec) => {
    const sla = readSla(spec, NOWHERE, new ProblemLog([]));
    return sla === null ? [] : [newScalar(sla.promised)];
  },
  long: (_node, spec) => longForms(spec),
};

/** Without and with the sentence itself, which is part of the promise where its words are not ours. */
function longForms(spec: Spec): readonly CollectionNode[] {
  const sla = readSla(spec, NOWHERE, new ProblemLog([]));
  if (sla === null || !sla.machineCheckable) return [];
  // A zone that was read out of an abbreviation leaves a note, which only the abbreviation leaves again.
  const abbreviation = /^"([A-Z]{1,5})" read as/.exec(sla.notes[0] ?? "")?.[1];
  return [sla.timezone, abbreviation ?? null].flatMap((timezone) => {
    const entries: [string, LayoutNode][] = [];
    if (sla.by !== null) entries.push(["by", newScalar(sla.by)]);
    if (timezone !== null && sla.by !== null) entries.push(["timezone", newScalar(timezone)]);
    if (sla.every !== null) entries.push(["every", newScalar(sla.every)]);
    if (sla.on !== null) entries.push(["on", newList(sla.on)]);
    return [newMap(entries), newMap([["promised", newScalar(sla.promised)], ...entries])];
  });
}
