import { type Expectation, gxExpectationOf } from "#lib/intake/results/gx-expectation.ts";
import { gxNameOf } from "#lib/intake/results/gx-names.ts";
import { type Fields, fieldsOf, isFields, lineOf, listOf, measuredAt } from "#lib/intake/results/received.ts";
import { nothingReported, type Reported } from "#lib/intake/results/reported.ts";
import { ReportedDatasets } from "#lib/intake/results/reported-datasets.ts";

/** One validation as it lies in a file of its own, in a checkpoint's result, or in the short report of one. */
interface Validation {
  readonly fields: Fields;
  readonly items: readonly Fields[];
  readonly identifier: string | null;
  readonly short: boolean;
}

/** A validation result or a checkpoint result, of 0.x or 1.x. */
export function readGreatExpectations(json: Fields, receivedAt: string): Reported {
  const notes: string[] = [];
  const datasets = new ReportedDatasets();
  for (const validation of validationsOf(json)) addValidation(validation, json, receivedAt, datasets, notes);
  return { ...nothingReported("great-expectations"), datasets: datasets.list(notes), notes };
}

function validationsOf(json: Fields): readonly Validation[] {
  if (isFields(json["run_results"]))
    return Object.entries(json["run_results"]).flatMap(([identifier, value]) => {
      const fields = isFields(value) && isFields(value["validation_result"]) ? value["validation_result"] : fieldsOf(value);
      return [{ fields, items: itemsOf(fields["results"]), identifier, short: false }];
    });
  if (Array.isArray(json["validation_results"]))
    return json["validation_results"].flatMap((value) => {
      if (!isFields(value)) return [];
      const short = Array.isArray(value["expectations"]);
      return [{ fields: value, items: itemsOf(value[short ? "expectations" : "results"]), identifier: null, short }];
    });
  return [{ fields: json, items: itemsOf(json["results"]), identifier: null, short: false }];
}

const itemsOf = (value: unknown) => listOf(value).filter(isFields);

function addValidation(
  { fields, items, identifier, short }: Validation,
  json: Fields,
  receivedAt: string,
  datasets: ReportedDatasets,
  notes: string[],
): void {
  const meta = fieldsOf(fields["meta"]);
  // Asked for the least, Great Expectations gives no result for anything: then a failure without one is a failure.
  const leastAsked = items.every((item) => Object.keys(fieldsOf(item["result"])).length === 0);
  const read = items.flatMap((item): readonly (readonly [Fields, Expectation])[] => {
    const expectation = gxExpectationOf(item, short && !leastAsked);
    return expectation === null ? [] : [[item, expectation]];
  });
  const [first] = items;
  const config = fieldsOf(first?.["expectation_config"] ?? first);
  const suite = lineOf(fields["suite_name"] ?? meta["expectation_suite_name"], 100);
  const name = gxNameOf({ meta, identifier, batchId: lineOf(fieldsOf(config["kwargs"])["batch_id"]), suite });
  if (read.length < items.length)
    notes.push(`${items.length - read.length} of ${items.length} results name no expectation and were left out.`);
  if (name === null) {
    if (items.length > 0) notes.push("A validation says neither asset, batch nor suite, so nobody knows what it is about.");
    return;
  }
  const runId = fieldsOf(meta["run_id"]);
  const at = measuredAt(
    receivedAt,
    meta["validation_time"],
    runId["run_time"],
    fieldsOf(json["run_id"])["run_time"],
    identifierTime(identifier),
  );
  for (const [, { id, check }] of read) datasets.add(name, { ...check, id: suite === null ? id : `${suite}/${id}`, measuredAt: at });
}

const identifierTime = (identifier: string | null) => identifier?.split("/").find((part) => /^\d{8}T\d{6}/.test(part)) ?? null;
