import { expect, test } from "vitest";
import type { Source } from "#lib/contract/contract.ts";
import { AppError } from "#lib/errors.ts";
import { openLog } from "#lib/server/log.ts";
import { SourceStates } from "#lib/server/source-states.ts";
import { positionOf } from "#lib/store/fixture.ts";

const source = (id: string, engine: Source["engine"]): Source => ({
  ...{ id, engine, files: null, urlEnv: `TOUCHSTONE_SOURCE_${id.toUpperCase()}`, catalog: null, timezone: "UTC" },
  position: positionOf(),
});

test("servers are told by their state, files are not, and who asks again is answered without asking them", async () => {
  const asked: string[] = [];
  const states = new SourceStates(async ({ id }) => {
    asked.push(id);
    if (id === "lost") throw new AppError("TS-DATA-001", "no address");
    if (id === "dead") throw new Error("postgresql://u:s3cret@host/ refused");
  }, openLog("silent"));
  const sources = [source("files", "duckdb"), source("shop", "postgres"), source("dead", "trino"), source("lost", "postgres")];
  for (let round = 0; round < 3; round += 1)
    expect(await states.read(sources)).toEqual([
      { id: "shop", engine: "postgres", state: "ready" },
      { id: "dead", engine: "trino", state: "down" },
      { id: "lost", engine: "postgres", state: "unset" },
    ]);
  expect(asked.toSorted()).toEqual(["dead", "lost", "shop"]);
});
