import { Section } from "#components/dataset/section.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import type { LineageItem } from "#lib/catalog/views.ts";
import { formatPlural } from "#lib/format.ts";
import { href } from "#lib/href.ts";

interface LineageSectionProps {
  readonly id: string;
  readonly upstream: readonly LineageItem[];
  readonly downstream: readonly LineageItem[];
}

export function LineageSection({ id, upstream, downstream }: LineageSectionProps) {
  if (upstream.length === 0 && downstream.length === 0) {
    return <Section id={id} title="Lineage" sub="Nothing in the catalog says what it is made of or what is made of it." />;
  }
  const hit =
    downstream.length === 0
      ? "Nothing in the catalog is made of it."
      : `If this breaks, ${formatPlural(downstream.length, "dataset")} made of it ${downstream.length === 1 ? "is" : "are"} hit.`;
  return (
    <Section id={id} title="Lineage" sub={hit}>
      <div className="ways">
        <Way title="Made of" items={upstream} none="No source in the catalog" />
        <Way title="Used to make" items={downstream} none="Nothing in the catalog" />
      </div>
    </Section>
  );
}

function Way({ title, items, none }: { readonly title: string; readonly items: readonly LineageItem[]; readonly none: string }) {
  return (
    <div>
      <h3>{title}</h3>
      {items.length === 0 ? <p className="faint small">{none}</p> : <LineageList items={items} />}
    </div>
  );
}

export function LineageList({ items }: { readonly items: readonly LineageItem[] }) {
  const hidden = items.filter(({ kind }) => kind === "hidden").length;
  return (
    <ul>
      {items.map((item) => (item.name === null ? null : <Named key={item.name} name={item.name} item={item} />))}
      {hidden === 0 ? null : <li className="faint">{hidden === 1 ? "a dataset you cannot see" : `${hidden} datasets you cannot see`}</li>}
    </ul>
  );
}

function Named({ name, item }: { readonly name: string; readonly item: LineageItem }) {
  if (item.kind === "outside") {
    return (
      <li>
        <span className="mono">{name}</span> <span className="faint">outside the catalog</span>
      </li>
    );
  }
  return (
    <li>
      <TextLink href={href.dataset(name)}>{item.title ?? name}</TextLink> <span className="mono faint">{name}</span>
    </li>
  );
}
