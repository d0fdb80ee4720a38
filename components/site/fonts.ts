import localFont from "next/font/local";

/** Latin subsets from the npm packages of Fontsource, served by this app. Fallbacks take the real fonts' metrics: no shift. */
export const inter = localFont({
  src: "../../node_modules/@fontsource-variable/inter/files/inter-latin-wght-normal.woff2",
  weight: "100 900",
  display: "swap",
  variable: "--font-inter",
});

export const serif = localFont({
  src: "../../node_modules/@fontsource-variable/source-serif-4/files/source-serif-4-latin-wght-normal.woff2",
  weight: "200 900",
  display: "swap",
  variable: "--font-serif",
  adjustFontFallback: "Times New Roman",
});

export const mono = localFont({
  src: "../../node_modules/@fontsource-variable/jetbrains-mono/files/jetbrains-mono-latin-wght-normal.woff2",
  weight: "100 800",
  display: "swap",
  variable: "--font-code",
  // Small pieces only, and its fallbacks are as wide: the text does not wait for it.
  preload: false,
  adjustFontFallback: false,
});
