import { readCheck } from "#lib/contract/check.ts";
import { readDomain } from "#lib/contract/domain.ts";
import { Fields, labelsOf } from "#lib/contract/fields.ts";
import { COLUMN_FORM, COLUMN_ITEM } from "#lib/contract/fmt/column-form.ts";
import { type Form, wrapped } from "#lib/contract/fmt/form.ts";
import { NOWHERE } from "#lib/contract/fmt/layout-spec.ts";
import { SLA_FORM } from "#lib/contract/fmt/sla-form.ts";
import { readFreshness } from "#lib/contract/freshness.ts";
import { readMask } from "#lib/contract/mask.ts";
import type { ProblemLog } from "#lib/contract/problem-log.ts";
import type { Spec } from "#lib/contract/spec.ts";
import { readTerm } from "#lib/contract/term.ts";

/** What `fmt` knows of a place in a catalog file. Where it knows nothing, only the layout of the text changes. */
export interface Shape {
  /** The order of its keys. A key that is not named stays below the one above it. */
  readonly order?: readonly string[];
  readonly keys?: Readonly<Record<string, Shape>>;
  /** Of every key that `keys` does not name. */
  readonly each?: Shape;
  readonly items?: Shape;
  /** It may be written short or long. */
  readonly form?: Form;
  /** An item of `schema:`. */
  readonly column?: Pick<Form, "read">;
  /** Never in brackets. */
  readonly block?: true;
  /** One empty line between its entries. */
  readonly spaced?: true;
}

const words = (text: string) => text.split(" ");
const entry = (value: Spec) => ({ key: "x", keyAt: NOWHERE, value });

const freshness: Form = wrapped("max_age", (spec, log) => readFreshness(spec, NOWHERE, log));
const lineage: Form = wrapped("upstream", readLineage);
const maskForm = (key: "as" | "mask"): Form => wrapped(key, (spec, log) => readMask(spec, NOWHERE, log, key));
const columnsMatch: Form = wrapped("columns", (spec, log) =>
  readCheck({ kind: "map", entries: [{ ...entry(spec), key: "columns_match" }], at: NOWHERE }, log),
);

function readLineage(spec: Spec, log: ProblemLog): readonly string[] {
  if (spec.kind !== "map") return labelsOf(spec, "lineage", log);
  return new Fields(spec, log, { what: "a lineage", known: ["upstream"] }).labels("upstream");
}

const MASK: Shape = { order: ["as", "except"], form: maskForm("as") };
const FRESHNESS: Shape = { order: words("max_age warn_after column"), form: freshness };
/** As in the shorthand: the type, what holds, and last the description, which may be long. */
const COLUMN: Shape = {
  order: words(
    "type logical_type primary_key references unique required values min max exclusive pattern classification mask term description",
  ),
  keys: { mask: MASK },
  form: COLUMN_FORM,
};
const CHECK: Shape = {
  keys: {
    accepted_values: { order: words("column values") },
    range: { order: words("column min max exclusive") },
    pattern: { order: words("column pattern") },
    row_count: { order: words("min max") },
    columns_match: { order: words("columns ordered"), form: columnsMatch },
    freshness: FRESHNESS,
    relationships: { order: words("column to") },
  },
};
const MONITOR: Shape = { order: words("name type table dataset column threshold") };
const DATASET: Shape = {
  block: true,
  order: words(
    "title description domain owner tags terms tier status replaced_by docs source sla freshness quality_score schema checks " +
      "monitors lineage version aliases access custom odcs usage_examples",
  ),
  keys: {
    source: { order: words("source relation files") },
    sla: { order: words("promised by timezone every on grace evidence target window"), form: SLA_FORM },
    freshness: FRESHNESS,
    schema: { items: { column: COLUMN_ITEM, each: COLUMN }, each: COLUMN },
    checks: { items: CHECK },
    monitors: { items: MONITOR },
    lineage: { form: lineage },
    access: { order: words("query export api visibility data readers mask rows"), keys: { mask: { each: MASK } } },
    usage_examples: { items: { order: words("name description sql") } },
  },
};
const TERM: Shape = {
  order: words("title definition synonyms owner related docs"),
  form: wrapped("definition", (spec, log) => readTerm(entry(spec), log)),
};
const DOMAIN: Shape = {
  order: words("title description owner docs"),
  form: wrapped("title", (spec, log) => readDomain(entry(spec), log)),
};
const POLICY: Shape = {
  order: words("default_visibility attributes classifications dimension_weights roles"),
  keys: { classifications: { each: { order: ["mask", "except"], form: maskForm("mask") } } },
};

/** A catalog file. Sections stay in the order in which their author tells them. */
export const CATALOG_FILE: Shape = {
  keys: {
    data_catalog: {
      block: true,
      keys: {
        datasets: { each: DATASET, block: true, spaced: true },
        glossary: { each: TERM },
        owners: { each: { order: words("title description slack email oncall members alerts") } },
        domains: { each: DOMAIN },
        sources: { each: { order: words("engine files url catalog timezone") } },
        metrics: { each: { order: words("title description dataset measure where time dimensions term") } },
        policy: POLICY,
      },
    },
    quality_scores: { items: { order: words("dataset score measured_at source") } },
    monitors: { items: MONITOR },
  },
};

/** What is known of an entry of a map (`key`) or list (`null`). */
export function shapeOf(shape: Shape | undefined, key: string | null): Shape | undefined {
  if (key === null) return shape?.items;
  return shape?.keys !== undefined && Object.hasOwn(shape.keys, key) ? shape.keys[key] : shape?.each;
}
