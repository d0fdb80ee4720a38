"use client";

import { usePathname, useSearchParams } from "next/navigation";
import { Suspense, useEffect, useRef, useState } from "react";

/** A reader notices a wait from about here; faster pages come without a sign. */
const PATIENCE_MS = 150;

/**
 * Says that a followed link is on its way. Pages are sent whole (they work without script, with their true status), so the wait
 * is shown on the page that the reader is still on.
 */
export function Progress() {
  return (
    <Suspense>
      <Line />
    </Suspense>
  );
}

function Line() {
  const pathname = usePathname();
  const place = `${pathname}?${useSearchParams()}`;
  useFocusOnContent(pathname, place);
  const [leaving, setLeaving] = useState<string | null>(null);
  const pending = leaving === place;

  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const start = () => {
      clearTimeout(timer);
      timer = setTimeout(() => setLeaving(place), PATIENCE_MS);
    };
    const onClick = (event: MouseEvent) => {
      const link = event.target instanceof Element ? event.target.closest("a") : null;
      if (link === null || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
      const isElsewhere = link.pathname !== location.pathname || link.search !== location.search;
      if (isPage(link) && isElsewhere) start();
    };
    const onSubmit = (event: Event) => {
      if (event.target instanceof HTMLFormElement) start();
    };
    document.addEventListener("click", onClick);
    document.addEventListener("submit", onSubmit);
    return () => {
      clearTimeout(timer);
      document.removeEventListener("click", onClick);
      document.removeEventListener("submit", onSubmit);
    };
  }, [place]);

  useEffect(() => {
    document.documentElement.toggleAttribute("data-pending", pending);
    if (!pending) return;
    const giveUp = setTimeout(() => setLeaving(null), 15_000);
    return () => clearTimeout(giveUp);
  }, [pending]);

  return pending ? <div className="progress" role="status" aria-label="Loading" /> : null;
}

/**
 * After a followed link the keyboard goes on at the content of the new page, not at the top of the old one. On the same page it
 * stays where it is, unless what it was on is gone. Who is typing is never interrupted.
 */
function useFocusOnContent(pathname: string, place: string) {
  const seen = useRef({ pathname, place });
  useEffect(() => {
    const { current: before } = seen;
    if (before.place === place) return;
    seen.current = { pathname, place };
    const at = document.activeElement;
    const isLost = at === null || at === document.body;
    if (!isLost && (before.pathname === pathname || at instanceof HTMLInputElement)) return;
    document.getElementById("page-content")?.focus({ preventScroll: true });
  }, [pathname, place]);
}

/** Not a download, not the API, not another site. */
function isPage(link: HTMLAnchorElement): boolean {
  const files = /^\/(api|export|v1|health|openapi\.json)(\/|$)/;
  return link.origin === location.origin && link.target === "" && !link.hasAttribute("download") && !files.test(link.pathname);
}
