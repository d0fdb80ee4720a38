import type { Metadata } from "next";
import { ConsolePage } from "#components/console/console-page.tsx";
import { consoleSettings } from "#lib/server/data.ts";

export const metadata: Metadata = { title: "Console", description: "SQL over the datasets that you may read." };

export default async function Page() {
  return <ConsolePage {...(await consoleSettings())} />;
}
