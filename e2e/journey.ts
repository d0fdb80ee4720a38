import { test as base, type ConsoleMessage, expect, type Page } from "@playwright/test";
import { type App, COMPANY, startApp } from "./app.ts";

interface TestFixtures {
  /** A page for somebody who belongs to these groups; `visit()` without groups: signed in, in none. */
  readonly visitAs: (...groups: readonly string[]) => Promise<Page>;
  /** A journey that asks for what is not there or is refused, on purpose. */
  readonly goesAstray: boolean;
  readonly calm: undefined;
}

interface WorkerFixtures {
  readonly catalog: string;
  readonly app: App;
}

/** A browser says it in the console when an answer is a refusal or there is none, which is right where a journey asks for that. */
const isRefusal = (message: ConsoleMessage) => /status of 4\d\d|net::ERR_INTERNET_DISCONNECTED/.test(message.text());

/** Journeys of people: each worker has its own server on the catalog folder of the spec. */
export const test = base.extend<TestFixtures, WorkerFixtures>({
  catalog: [COMPANY, { scope: "worker", option: true }],
  app: [
    async ({ catalog }, use) => {
      const app = await startApp(catalog);
      await use(app);
      await app.stop();
    },
    { scope: "worker", timeout: 60_000 },
  ],
  baseURL: async ({ app }, use) => use(app.url),
  goesAstray: [false, { option: true }],
  visitAs: async ({ app, browser }, use) => {
    const open: Page[] = [];
    await use(async (...groups) => {
      const token = await app.tokenOf(...groups);
      const context = await browser.newContext({ baseURL: app.url, extraHTTPHeaders: { authorization: `Bearer ${token}` } });
      const page = await context.newPage();
      open.push(page);
      return page;
    });
    for (const page of open) await page.context().close();
  },
  calm: [
    async ({ page, goesAstray, app }, use, info) => {
      const said: string[] = [];
      page.on("pageerror", (error) => said.push(String(error)));
      page.on("console", (message) => {
        if (message.type() === "error" && !(goesAstray && isRefusal(message))) said.push(`${message.text()} (${message.location().url})`);
      });
      await use(undefined);
      if (info.status !== info.expectedStatus) await info.attach("server.log", { body: app.log() });
      expect(said, "errors in the browser's console").toEqual([]);
    },
    { auto: true },
  ],
});

export { expect };
