import type { ReactNode } from "react";

/** One section of a page, named by its heading. */
export function Section({
  id,
  title,
  sub,
  className,
  children,
}: {
  readonly id: string;
  readonly title: string;
  readonly sub?: ReactNode;
  readonly className?: string;
  readonly children?: ReactNode;
}) {
  const heading = `heading-${id}`;
  return (
    <section id={id} className={className === undefined ? "section" : `section ${className}`} aria-labelledby={heading}>
      <h2 id={heading}>{title}</h2>
      {sub === undefined ? null : <p className="sub">{sub}</p>}
      {children}
    </section>
  );
}
