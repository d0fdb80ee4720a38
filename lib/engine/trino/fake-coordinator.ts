/** For tests: a coordinator on loopback that answers what a test wrote down, page after page, as Trino does. */
import { createServer, type IncomingHttpHeaders } from "node:http";

export interface Step {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Put into the answer beside `id` and `nextUri`. */
  readonly body?: Readonly<Record<string, unknown>>;
  /** Instead of all that. */
  readonly text?: string;
  /** No `nextUri`: the statement is finished. */
  readonly last?: boolean;
  /** Instead of the next page's own address. */
  readonly nextUri?: string;
  /** Nothing is answered. */
  readonly silent?: boolean;
}

export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface FakeCoordinator {
  readonly url: string;
  readonly asked: Asked[];
  /** What is answered to a statement; chosen by its text. */
  script: (sql: string) => readonly Step[];
  readonly close: () => Promise<void>;
}

export async function openFakeCoordinator(): Promise<FakeCoordinator> {
  const running = new Map<string, readonly Step[]>();
  const asked: Asked[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const body = Buffer.concat(chunks).toString();
      const { method = "", url: path = "" } = request;
      asked.push({ method, path, headers: request.headers, body });
      const [, , , , id = String(running.size + 1), at = "0"] = path.split("/");
      if (method === "POST") running.set(id, fake.script(body));
      if (method === "DELETE") return response.writeHead(204).end();
      // A page that is refused once is there when it is asked for again.
      const refusals = asked.filter((one) => one.path === path && one.method === method).length - 1;
      const steps = (running.get(id) ?? []).slice(Number(at));
      const answered = steps.findIndex(({ status = 200 }) => status === 200);
      const step = steps[Math.min(refusals, answered < 0 ? steps.length - 1 : answered)] ?? { last: true };
      if (step.silent === true) return;
      const done =
        step.last === true ? {} : { nextUri: step.nextUri ?? `${fake.url}/v1/statement/executing/${id}/${Number(at) + 1 + refusals}` };
      response.writeHead(step.status ?? 200, { "Content-Type": "application/json", ...step.headers });
      return response.end(step.text ?? JSON.stringify({ id, stats: {}, ...done, ...step.body }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = address !== null && typeof address === "object" ? address.port : 0;
  const fake: FakeCoordinator = {
    url: `http://127.0.0.1:${port}`,
    asked,
    script: () => [{ last: true }],
    close: async () => {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
  return fake;
}
