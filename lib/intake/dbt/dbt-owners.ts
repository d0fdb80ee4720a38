import { cleanLabel, toId } from "#lib/intake/clean-text.ts";
import type { DbtManifest, DbtNode, DbtOwner } from "#lib/intake/dbt/manifest.ts";
import type { ImportedOwner } from "#lib/intake/imported.ts";

/** Who owns what: `meta.owner`, else the owner of the group. Collects the owners that are named. */
export class DbtOwners {
  readonly #groups: ReadonlyMap<string, DbtManifest["groups"][number]>;
  readonly #owners = new Map<string, ImportedOwner>();

  constructor({ groups }: DbtManifest) {
    this.#groups = new Map(groups.map((group) => [group.name, group]));
  }

  /** The id of the node's owner; `null` when nobody is named. */
  ownerOf(node: DbtNode, meta: Readonly<Record<string, unknown>>): string | null {
    const said = this.#add(fromMeta(meta["owner"] ?? meta["owners"]), null);
    const name = node.group ?? node.config?.group ?? null;
    const group = name === null ? undefined : this.#groups.get(name);
    // A group whose owner has no name is called by its own.
    return (
      said ??
      (group === undefined
        ? null
        : this.#add({ email: null, slack: null, ...group.owner, name: group.owner?.name ?? group.name }, group.description ?? null))
    );
  }

  list(): readonly ImportedOwner[] {
    return [...this.#owners.values()];
  }

  #add(owner: DbtOwner, description: string | null): string | null {
    const name = cleanLabel(owner?.name?.replace(/^@/, ""));
    const email = emailOf(owner?.email) ?? emailOf(name);
    const id = toId(name ?? email ?? "");
    if (id === "" || owner == null) return null;
    const slack = "slack_channel" in owner ? (owner.slack_channel ?? owner.slack) : owner.slack;
    const before = this.#owners.get(id);
    this.#owners.set(id, {
      id,
      title: before?.title ?? name ?? email,
      description: before?.description ?? description,
      email: before?.email ?? email,
      slack: before?.slack ?? channelOf(slack),
    });
    return id;
  }
}

/** A name, an address, `{name, email, slack}`, or a list of which the first counts. */
function fromMeta(value: unknown): DbtOwner {
  if (typeof value === "string") return { name: value, email: null, slack: null };
  if (Array.isArray(value)) return fromMeta(value[0]);
  if (typeof value !== "object" || value === null) return null;
  const text = (key: string) => {
    const found: unknown = Object.entries(value).find(([name]) => name === key)?.[1];
    return typeof found === "string" ? found : null;
  };
  return { name: text("name") ?? text("team"), email: text("email"), slack: text("slack") };
}

const emailOf = (text: string | null | undefined) =>
  text != null && text.length <= 254 && /^[^\s@<>"',;:]+@[^\s@<>"',;:]+$/.test(text) ? text : null;

/** A webhook's address would be a secret, so only a channel is kept. */
const channelOf = (text: string | null | undefined) => (text != null && /^[#@]?[\w.-]{1,80}$/.test(text) ? text : null);
