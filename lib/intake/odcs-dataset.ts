import type { DatasetContract, JsonObject } from "#lib/contract/contract.ts";
import { contractToSpec } from "#lib/contract/export/native-dataset.ts";
import { isId } from "#lib/contract/name.ts";
import { toId } from "#lib/intake/clean-text.ts";
import { NOT_DESCRIBED, UNASSIGNED } from "#lib/intake/dataset-spec.ts";
import type { ImportedOwner, ReadyDataset } from "#lib/intake/imported.ts";

/**
 * A contract that was read from ODCS, as a native dataset. What the standard leaves open and the native format asks for is filled in:
 * the owner given, and a description that says that there is none. Its own owner comes along, under an id that a catalog can hold.
 */
export function odcsDataset(
  contract: DatasetContract,
  owner: string | null,
): { readonly dataset: ReadyDataset; readonly owner: ImportedOwner | null } {
  const { description, owner: said, schema, ...rest } = contractToSpec(contract);
  const named = typeof said === "string" ? (isId(said) ? said : toId(said)) : "";
  const id = named === "" ? owner : named;
  const { title, domain, ...others } = rest;
  const spec: JsonObject = {
    ...(title === undefined ? {} : { title }),
    description: description ?? NOT_DESCRIBED,
    ...(domain === undefined ? {} : { domain }),
    owner: id ?? UNASSIGNED,
    ...others,
    schema: schema ?? [],
  };
  return {
    dataset: { name: contract.name, owner: id, spec: inOrder(spec), comments: {} },
    owner:
      named === "" || typeof said !== "string"
        ? null
        : { id: named, title: said === named ? null : said, description: null, email: null, slack: null },
  };
}

/** The kept contract is long: it stands last. */
function inOrder({ odcs, checks, lineage, version, aliases, access, usage_examples: examples, ...first }: JsonObject): JsonObject {
  const rest = { checks, lineage, version, aliases, access, usage_examples: examples, odcs };
  const said = Object.entries(rest).flatMap(([key, value]) => (value === undefined ? [] : [[key, value] as const]));
  return { ...first, ...Object.fromEntries(said) };
}
