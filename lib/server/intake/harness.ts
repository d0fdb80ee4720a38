/** For tests: the routes that take in results behind a real server, over a store of their own. */
import { createServer, type OutgoingHttpHeaders, request } from "node:http";
import { buffer } from "node:stream/consumers";
import type { DatasetContract } from "#lib/contract/contract.ts";
import { AppError } from "#lib/errors.ts";
import type { ToolReport } from "#lib/observe/observer.ts";
import { frontListener } from "#lib/server/front-server.ts";
import { answerIntake, intakeBodyLimit, isIntakeRoute } from "#lib/server/intake/intake-routes.ts";
import { openIntake } from "#lib/server/intake/intake-services.ts";
import { openLog } from "#lib/server/log.ts";
import { hashToken, newToken } from "#lib/server/token.ts";
import { publishNow } from "#lib/store/conformance/publish-now.ts";
import { putOf } from "#lib/store/fixture.ts";
import { startStoreServer } from "#lib/store/test-store.ts";

export interface Asking {
  readonly method?: string;
  readonly path?: string;
  readonly body?: string | Uint8Array | object;
  readonly headers?: OutgoingHttpHeaders;
}

export async function openIntakeHarness(contracts: readonly DatasetContract[]) {
  const databases = await startStoreServer();
  const { store } = await databases.newStore();
  await publishNow(store, { datasets: contracts.map((contract) => putOf(contract)) });
  const log = openLog("silent");
  const now = () => new Date();
  const intake = openIntake({ store, log, now });
  const reports: ToolReport[] = [];
  const ids = (await store.published()).map(({ id }) => id);
  const datasets = [...(await store.contractsById(ids))].map(([id, contract]) => ({ id, contract }));
  const nameOf = new Map(datasets.map(({ id, contract }) => [id, contract.name]));
  const start = () =>
    intake.start({
      observer: { report: async (report) => void reports.push({ ...report, datasetId: nameOf.get(report.datasetId) ?? "?" }) },
      subjects: { all: async () => datasets },
    });
  const worker = start();
  const server = createServer(
    frontListener({
      env: { publicUrl: null, host: "127.0.0.1", port: 0 },
      log,
      bodyLimit: intakeBodyLimit,
      methods: () => ["POST"],
      answer: async (exchange) => {
        if (!isIntakeRoute(exchange.path)) throw new AppError("TS-API-002", "There is no such route.");
        await answerIntake(exchange, { store, intake, now });
      },
    }),
  );
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  const bearer = async (...scopes: readonly string[]) => {
    const token = newToken();
    await store.putToken({ name: "robot", hash: hashToken(token), admin: scopes.includes("admin"), groups: [], scopes, expiresAt: null });
    return `Bearer ${token}`;
  };
  const robot = await bearer("ingest");
  const ask = ({ method = "POST", path = "/api/v1/results", body = "", headers = {} }: Asking) =>
    // biome-ignore lint/suspicious/noExplicitAny: tests look at whatever they expect.
    new Promise<{ readonly status: number; readonly headers: Readonly<Record<string, unknown>>; readonly json: any }>((resolve, reject) => {
      const bytes = typeof body === "string" || body instanceof Uint8Array ? body : JSON.stringify(body);
      const asked = request(
        {
          port,
          host: "127.0.0.1",
          agent: false,
          method,
          path,
          headers: { authorization: robot, "content-type": "application/json", ...headers },
        },
        async (response) => {
          const text = (await buffer(response)).toString();
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            json: /json/.test(response.headers["content-type"] ?? "") ? JSON.parse(text) : null,
          });
        },
      );
      asked.on("error", reject);
      asked.end(bytes);
    });
  return {
    ...{ store, intake, reports, bearer, ask, port, robot },
    /** Until all that was put in is read. */
    idle: () => worker.idle(),
    close: async () => {
      await new Promise((resolve) => server.close(resolve));
      await intake.close();
      await databases.stop();
    },
  };
}
