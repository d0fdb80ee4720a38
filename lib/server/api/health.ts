import type { ReadyAnswer } from "#lib/api/schemas/service.ts";
import type { Call, Reply } from "#lib/server/http.ts";
import type { Services } from "#lib/server/services.ts";

type Dependency = ReadyAnswer["dependencies"][number];
const PATIENCE_MS = 2_000;

/** 503 when a dependency is down, so that load balancers send requests elsewhere. */
export async function answerReady({ services }: Call): Promise<Reply> {
  const [dependencies, sources] = await Promise.all([readDependencies(services), readSources(services)]);
  const ready = dependencies.every(({ state }) => state === "ready");
  const body: ReadyAnswer = { status: ready ? "ready" : "unavailable", dependencies, sources };
  return { body, status: ready ? 200 : 503, fleeting: true };
}

async function readDependencies({ store, search, engine, log }: Services): Promise<Dependency[]> {
  const ask = async (name: Dependency["name"], question: () => Promise<Omit<Dependency, "name">>): Promise<Dependency> => {
    try {
      return { name, ...(await within(question())) };
    } catch (error) {
      log.warn({ err: error, dependency: name }, "a dependency is down");
      return { name, state: "down", detail: "It did not answer in time." };
    }
  };
  return Promise.all([
    ask("database", async () => {
      await store.ping();
      return { state: "ready", detail: null };
    }),
    ask("search", async () => {
      const { state } = await search.health();
      return { state, detail: null };
    }),
    ask("engine", async () => {
      const { state } = await engine.health();
      return { state, detail: null };
    }),
  ]);
}

/** None while the store cannot say which there are. A source that takes longer than the patience is down. */
async function readSources({ store, sourceStates }: Services): Promise<ReadyAnswer["sources"]> {
  const sources = await within(store.vocabulary()).then(
    (vocabulary) => vocabulary.sources,
    () => [],
  );
  const states = sources.map(async (source) => {
    const [state] = await within(sourceStates.read([source])).catch(() =>
      source.engine === "duckdb" ? [] : [{ id: source.id, engine: source.engine, state: "down" as const }],
    );
    return state ?? [];
  });
  return (await Promise.all(states)).flat();
}

function within<T>(promise: Promise<T>): Promise<T> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error("no answer in time")), PATIENCE_MS);
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}
