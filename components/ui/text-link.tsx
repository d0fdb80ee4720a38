import Link from "next/link";
import type { ReactNode } from "react";

/** A link inside the catalog. Nothing is fetched before it is followed: a page of a hundred links stays one request. */
export function TextLink({
  href,
  className,
  current,
  label,
  children,
}: {
  readonly href: string;
  readonly className?: string;
  readonly current?: boolean;
  readonly label?: string;
  readonly children: ReactNode;
}) {
  return (
    <Link href={href} prefetch={false} className={className} aria-current={current === true ? "page" : undefined} aria-label={label}>
      {children}
    </Link>
  );
}
