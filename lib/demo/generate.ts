import { formatPlural } from "#lib/format.ts";
import { parseArguments } from "./arguments.ts";
import { runLoads } from "./run.ts";

/** `node lib/demo/generate.ts --home <folder>`: makes the sample data, or brings it up to date. Prints one line. */
try {
  const { generated, loads, files } = await runLoads(parseArguments(process.argv.slice(2)));
  console.log(
    generated ? `made ${formatPlural(files, "file")}` : files === 0 ? "up to date" : `caught up with ${formatPlural(loads, "load")}`,
  );
} catch (error) {
  console.error(`The sample data could not be written: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}
