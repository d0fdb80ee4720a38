import type { Named } from "#lib/contract/catalog-file.ts";
import type { DatasetDraft } from "#lib/contract/dataset.ts";
import { type OdcsObject, readOdcsObject } from "#lib/contract/odcs-dataset.ts";
import type { Problem } from "#lib/contract/problem.ts";
import { ProblemLog } from "#lib/contract/problem-log.ts";
import type { SpecMap } from "#lib/contract/spec.ts";

/** Reads objects of ODCS contracts, each once as long as its file and what is known of it from elsewhere stay the same. */
export class OdcsObjects {
  readonly #names = new WeakMap<SpecMap, OdcsObject["names"]>();
  readonly #known = new WeakMap<SpecMap, { readonly asked: OdcsObject; readonly named: Named<DatasetDraft> }>();

  /** What the objects of a contract are called: the very same map as the last time, if it says the same. */
  keepNames(root: SpecMap, names: OdcsObject["names"]): OdcsObject["names"] {
    const before = this.#names.get(root);
    if (before !== undefined && before.size === names.size && names.entries().every(([object, name]) => before.get(object) === name))
      return before;
    this.#names.set(root, names);
    return names;
  }

  read(asked: OdcsObject): Named<DatasetDraft> {
    const { name, root, object } = asked;
    const place = object ?? root;
    const known = this.#known.get(place);
    if (known !== undefined && isSame(known.asked, asked)) return known.named;
    const problems: Problem[] = [];
    const value = readOdcsObject(asked, new ProblemLog(problems, name));
    const named = { id: name, position: place.at, value, problems };
    this.#known.set(place, { asked, named });
    return named;
  }
}

function isSame(before: OdcsObject, now: OdcsObject): boolean {
  return before.name === now.name && before.root === now.root && before.server === now.server && before.names === now.names;
}
