import { parseArguments } from "./arguments.ts";
import { runLoads } from "./run.ts";

/** `node lib/demo/load.ts --home <folder>`: one tick of the demo pipeline, in a process of its own. Prints the result as JSON. */
try {
  console.log(JSON.stringify(await runLoads(parseArguments(process.argv.slice(2)))));
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
