import { configDefaults, defineConfig } from "vitest/config";

/** `npm run test:long` adds what takes minutes or depends on the clock, and then measures one file at a time. */
const long = process.env["TOUCHSTONE_LONG"] === "1";

export default defineConfig({
  test: {
    include: ["lib/**/*.test.ts", "components/**/*.test.ts", "components/**/*.test.tsx", "scripts/**/*.test.ts", "docs/**/*.test.ts"],
    exclude: [...configDefaults.exclude, ...(long ? [] : ["**/*.long.test.ts"])],
    env: { TZ: "UTC" },
    pool: "forks",
    maxWorkers: long ? 1 : 2,
    testTimeout: 20_000,
  },
});
