import type { NextConfig } from "next";

const config: NextConfig = {
  // The front server compresses, and keeps pages compressed.
  compress: false,
  poweredByHeader: false,
  reactStrictMode: true,
  devIndicators: false,
  // Titles stand in the head for everybody; pages do not stream.
  htmlLimitedBots: /.*/,
  // The front renders whole pages for its cache and sends no router state with them.
  experimental: { validateRSCRequestHeaders: false },
  serverExternalPackages: ["@duckdb/node-api", "@prisma/client", "@prisma/adapter-pg", "pg", "pino"],
  // No page uses it, and it would fetch what it is told to.
  images: { unoptimized: true },
  // Types are checked by `npm test`; a build at start need not do it again.
  typescript: { ignoreBuildErrors: true },
};

export default config;
