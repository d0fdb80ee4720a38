import type { Metadata, Viewport } from "next";
import type { ReactNode } from "react";
import { FirstScript } from "#components/site/first-script.tsx";
import { inter, mono, serif } from "#components/site/fonts.ts";
import { Footer } from "#components/site/footer.tsx";
import { Header } from "#components/site/header.tsx";
import { LiveTimes } from "#components/site/live-times.client.tsx";
import { Progress } from "#components/site/progress.client.tsx";
import { href } from "#lib/href.ts";
import { siteInfo } from "#lib/server/data.ts";
import "./globals.css";

export async function generateMetadata(): Promise<Metadata> {
  const { origin } = await siteInfo();
  return {
    title: { default: "Touchstone", template: "%s · Touchstone" },
    description: "The company's datasets, with what their owners promise and what is really there.",
    alternates: { types: { "application/atom+xml": origin + href.feed() } },
  };
}

/** Every page depends on who asks and on what is published now; `lib/server/page-cache.ts` keeps the rendered ones. */
export const dynamic = "force-dynamic";

export const viewport: Viewport = {
  colorScheme: "light dark",
  themeColor: [
    { media: "(prefers-color-scheme: light)", color: "#fdfcfa" },
    { media: "(prefers-color-scheme: dark)", color: "#14130f" },
  ],
};

export default async function RootLayout({ children }: { readonly children: ReactNode }) {
  const { title, environment, revision } = await siteInfo();
  return (
    // FirstScript writes attributes before React arrives.
    <html lang="en" className={`${inter.variable} ${serif.variable} ${mono.variable}`} suppressHydrationWarning>
      <head>
        <FirstScript />
      </head>
      <body>
        <a className="skip" href="#page-content">
          Skip to content
        </a>
        <Progress />
        <Header environment={environment} />
        {children}
        <Footer title={title} revision={revision} />
        <LiveTimes />
      </body>
    </html>
  );
}
