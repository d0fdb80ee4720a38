"use client";

import { lazy, Suspense, useSyncExternalStore } from "react";
import { ConsoleSkeleton } from "#components/console/console.skeleton.tsx";
import type { ConsoleSettings } from "#components/console/console-settings.ts";

const Console = lazy(() => import("#components/console/console.client.tsx"));
const never = () => () => {};

/** The console needs the browser from its first line on, so the server sends its shape only. */
export function ConsoleIsland(settings: ConsoleSettings) {
  const isBrowser = useSyncExternalStore(
    never,
    () => true,
    () => false,
  );
  if (!isBrowser) return <ConsoleSkeleton />;
  return (
    <Suspense fallback={<ConsoleSkeleton />}>
      <Console {...settings} />
    </Suspense>
  );
}
