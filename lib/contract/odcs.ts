import { findText, mapsIn } from "#lib/contract/lenient.ts";
import { isDatasetName, toDatasetName } from "#lib/contract/name.ts";
import { findServer } from "#lib/contract/odcs-dataset.ts";
import { extrasOf } from "#lib/contract/odcs-extras.ts";
import type { OdcsObjects } from "#lib/contract/odcs-objects.ts";
import type { Problem } from "#lib/contract/problem.ts";
import { ProblemLog } from "#lib/contract/problem-log.ts";
import { addNamed, type Sections } from "#lib/contract/sections.ts";
import { entryOf, type Spec, type SpecMap } from "#lib/contract/spec.ts";

/** A file of the Open Data Contract Standard (https://bitol.io/): `kind: DataContract`. */
export function isOdcs(root: SpecMap): boolean {
  return findText(root, "kind") === "DataContract";
}

const NO_NAMES: ReadonlyMap<string, string> = new Map();

/** One dataset per schema object of the contract, v3.0 or v3.1. What is not modelled here is kept under `odcs`. */
export function readOdcs(root: SpecMap, sections: Sections, objectReader: OdcsObjects, problems: Problem[]): void {
  const log = new ProblemLog(problems);
  const at = entryOf(root, "apiVersion")?.value.at ?? root.at;
  const version = findText(root, "apiVersion");
  if (version === null || !/^v?3(?:\.\d|$)/.test(version)) {
    log.error(
      "TS-ODCS-002",
      at,
      version === null ? "The contract names no `apiVersion`." : `The contract's apiVersion '${version.slice(0, 20)}' is not read here.`,
      version !== null && /^v?2\./.test(version)
        ? "Version 2 has another structure. Rewrite the contract for v3.1: `dataset` is now `schema`, and `columns` are `properties`."
        : "Write `apiVersion: v3.1.0`; v3.0 and v3.1 are read.",
    );
    return;
  }
  if (!/^v?3(?:\.[01]\b|$)/.test(version))
    log.warning("TS-ODCS-002", at, `The contract's apiVersion ${version.slice(0, 20)} is newer than v3.1; it is read as v3.1.`);

  const server = findServer(root, sections);
  const contract = toDatasetName(findText(root, "name") ?? stemOf(root.at.file)) || "contract";
  const objects = mapsIn(root, "schema");
  if (objects.length === 0) {
    const schemaAt = entryOf(root, "schema")?.keyAt ?? root.at;
    const name = freeName(contract, contract, sections);
    log.child(name).warning("TS-ODCS-001", schemaAt, `The contract describes no schema, so ${name} has no columns.`);
    add(name, null, NO_NAMES);
    return;
  }
  const names = new Map<SpecMap, string>();
  for (const object of objects) {
    const written = findText(object, "name");
    if (written === null) {
      log.error("TS-ODCS-002", object.at, "A schema object needs `name`.");
      continue;
    }
    const exported = textOf(extrasOf(object).get("name")?.value);
    const wanted = exported !== null && isDatasetName(exported) ? exported : toDatasetName(written.replaceAll(".", "_")) || "object";
    const name = freeName(wanted, contract, sections, [...names.values()]);
    if (name !== written && name !== exported)
      log.child(name).note("TS-ODCS-001", object.at, `The schema object '${written.slice(0, 80)}' is the dataset ${name}.`);
    names.set(object, name);
  }
  const byObject = objectReader.keepNames(root, new Map([...names].flatMap(([object, name]) => namesIn(object, name))));
  for (const [object, name] of names) add(name, object, byObject);

  function add(name: string, object: SpecMap | null, known: ReadonlyMap<string, string>): void {
    if (!sections.roomFor((object ?? root).at, log)) return;
    const named = objectReader.read({ name, root, object, names: known, server });
    addNamed(sections.datasets, named, log.child(name), problems);
  }
}

const textOf = (spec: Spec | undefined) => (spec?.kind === "scalar" ? spec.text.trim() : null);

/** How relationships name an object, and by their ids its properties. */
function namesIn(object: SpecMap, name: string): readonly (readonly [string, string])[] {
  const id = findText(object, "id");
  const properties = id === null ? [] : mapsIn(object, "properties");
  const byId = properties.map(
    (property) => [`schema/${id}/properties/${findText(property, "id")}`, `${name}.${findText(property, "name")}`] as const,
  );
  return [[findText(object, "name") ?? "", name], ...byId];
}

/** The object's own name, or with the contract's name before it where that is taken. */
function freeName(object: string, contract: string, sections: Sections, taken: readonly string[] = []): string {
  const isFree = (name: string) => sections.datasets.find(name) === undefined && !taken.includes(name);
  const plain = object.split(".").slice(0, 3).join(".");
  if (isFree(plain)) return plain;
  const long = [...contract.split(".").slice(0, 2), plain.replaceAll(".", "_")].join(".");
  if (isFree(long)) return long;
  for (let number = 2; number < 1000; number += 1) if (isFree(`${long.slice(0, 120)}_${number}`)) return `${long.slice(0, 120)}_${number}`;
  return long;
}

function stemOf(file: string): string {
  return (file.split("/").at(-1) ?? file).replace(/(?:\.odcs)?\.ya?ml$/i, "").replaceAll(".", "_");
}
