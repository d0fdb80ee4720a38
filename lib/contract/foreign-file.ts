import { shorten } from "#lib/contract/fields.ts";
import { findText } from "#lib/contract/lenient.ts";
import { findNearest } from "#lib/contract/nearest.ts";
import type { ProblemLog } from "#lib/contract/problem-log.ts";
import { entryOf, type SpecMap } from "#lib/contract/spec.ts";

interface ForeignKind {
  readonly title: string;
  readonly isOne: (root: SpecMap) => boolean;
  readonly hint: string;
}

const has =
  (...keys: readonly string[]) =>
  (root: SpecMap) =>
    keys.every((key) => entryOf(root, key) !== undefined);

const ELSEWHERE = "Keep it in another folder, or leave it: nothing of it is used.";

const DBT_LISTS = ["models", "sources", "seeds", "snapshots", "exposures", "macros", "semantic_models", "saved_queries", "unit_tests"];

/** What lies beside catalogs in repositories of teams, and how it gets into one. The first that fits counts. */
const KINDS: readonly ForeignKind[] = [
  {
    title: "a contract of the Data Contract Specification",
    isOne: has("dataContractSpecification"),
    hint: "Convert it to ODCS with `datacontract export odcs` of the Data Contract CLI, and keep that file instead: ODCS is read.",
  },
  {
    title: "a file of a dbt project",
    isOne: (root) => has("config-version")(root) || DBT_LISTS.some((key) => entryOf(root, key)?.value.kind === "list"),
    hint: "Write catalog files from what dbt knows with `touchstone import dbt target/`.",
  },
  {
    title: "a business glossary of DataHub",
    isOne: has("version", "source", "nodes"),
    hint: "Write its terms below `data_catalog: {glossary: …}`.",
  },
  { title: "an entity of Backstage", isOne: (root) => /^backstage\.io\//.test(findText(root, "apiVersion") ?? ""), hint: ELSEWHERE },
  { title: "a manifest of Kubernetes", isOne: has("apiVersion", "kind", "metadata"), hint: ELSEWHERE },
];

export interface KnownKeys {
  /** Of a catalog file's root. */
  readonly sections: readonly string[];
  /** Of `data_catalog`. */
  readonly inside: readonly string[];
}

/**
 * Whether a file without any section of a catalog is something else altogether: then one warning says so, instead of one for each
 * of its keys. A key that is nearly a section may be a slip, and is left to the usual check.
 */
export function isForeign(root: SpecMap, { sections, inside }: KnownKeys, log: ProblemLog): boolean {
  const keys = root.entries.map(({ key }) => key).filter((key) => !key.startsWith("x-"));
  if (keys.length === 0 || keys.some((key) => sections.includes(key) || findNearest(key, sections) !== null)) return false;
  const kind = KINDS.find(({ isOne }) => isOne(root));
  const shown = keys.slice(0, 3).map((key) => `\`${shorten(key)}\``);
  const misplaced = keys.find((key) => inside.includes(key));
  if (kind !== undefined) log.warning("TS-FILE-004", root.at, `This is ${kind.title}, not a catalog file.`, kind.hint);
  else
    log.warning(
      "TS-FILE-004",
      root.at,
      `This is no catalog file: it begins with ${shown.join(", ")}.`,
      misplaced === undefined
        ? `A catalog file holds ${sections.join(", ")}. ${ELSEWHERE}`
        : `Write \`${misplaced}\` below \`data_catalog:\`.`,
    );
  return true;
}
