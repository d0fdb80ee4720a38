import type { ReactNode } from "react";
import { Breadcrumbs, type Crumb } from "#components/ui/breadcrumbs.tsx";

interface PageProps {
  readonly trail?: readonly Crumb[];
  readonly title: string;
  /** One sentence below the title. */
  readonly lede?: ReactNode;
  readonly children?: ReactNode;
}

/** A page of one column: where it belongs, its one heading, a sentence, and the rest. */
export function Page({ trail, title, lede, children }: PageProps) {
  return (
    <main id="page-content" className="frame" tabIndex={-1}>
      <Breadcrumbs {...(trail === undefined ? {} : { trail })} />
      <h1>{title}</h1>
      {lede === undefined || lede === null ? null : <p className="lede">{lede}</p>}
      {children}
    </main>
  );
}
