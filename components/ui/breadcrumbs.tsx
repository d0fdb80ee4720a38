import { TextLink } from "#components/ui/text-link.tsx";
import { href } from "#lib/href.ts";

export interface Crumb {
  readonly title: string;
  readonly href: string;
}

/** The way back, from the catalog down to the parent of this page. The page itself is its heading, not a crumb. */
export function Breadcrumbs({ trail = [] }: { readonly trail?: readonly Crumb[] }) {
  return (
    <nav className="crumbs" aria-label="Breadcrumb">
      <ol>
        {[{ title: "Catalog", href: href.home() }, ...trail].map((crumb) => (
          <li key={crumb.href}>
            <TextLink href={crumb.href}>{crumb.title}</TextLink>
          </li>
        ))}
      </ol>
    </nav>
  );
}
