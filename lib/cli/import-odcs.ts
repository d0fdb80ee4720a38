import { readFile, stat } from "node:fs/promises";
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { type Context, UsageError } from "#lib/cli/command.ts";
import { OUTPUT_OPTIONS, ownerOption } from "#lib/cli/import-options.ts";
import { writeImport } from "#lib/cli/import-output.ts";
import { findTarget } from "#lib/cli/import-target.ts";
import { readKnownCatalog } from "#lib/cli/known-catalog.ts";
import { visibleText } from "#lib/cli/visible-text.ts";
import { isId } from "#lib/contract/name.ts";
import { isOdcs } from "#lib/contract/odcs.ts";
import { parseCatalog } from "#lib/contract/parse-catalog.ts";
import { MAX_FILE_BYTES, parseFile } from "#lib/contract/parse-file.ts";
import { ImportNotes } from "#lib/intake/import-notes.ts";
import { odcsDataset } from "#lib/intake/odcs-dataset.ts";

/** `touchstone import odcs <contract.yaml>…`: contracts become native datasets, with everything else of them kept. */
export async function importOdcs(args: readonly string[], context: Context): Promise<number> {
  const { values, positionals } = parseArgs({ args: [...args], allowPositionals: true, options: OUTPUT_OPTIONS });
  if (positionals.length === 0) throw new UsageError("Name a contract: touchstone import odcs contract.yaml");
  const owner = ownerOption(values.owner);
  const files: { path: string; text: string }[] = [];
  for (const given of new Set(positionals)) files.push({ path: given, text: await readContract(given, context) });
  const target = await findTarget(values.out, context);
  const known = await readKnownCatalog(target);
  const { catalog, problems } = parseCatalog(files, {
    docs: () => null,
    parseDoc: () => ({ doc: null, problems: [] }),
    defaultVisibility: "everyone",
  });
  const errors = problems.filter(({ level }) => level === "error");
  for (const { position, code, message, hint } of errors)
    context.err(
      `${visibleText(position.file)}:${position.line}:${position.column} ${code} ${visibleText(message)}${hint === null ? "" : ` ${visibleText(hint)}`}`,
    );
  if (catalog.datasets.length === 0)
    throw new UsageError("No dataset could be read from this. Is it a contract of ODCS 3 (kind: DataContract)?");
  const notes = new ImportNotes();
  const ours = problems.filter(({ code, level }) => code === "TS-ODCS-001" && level !== "error");
  for (const { message } of ours)
    if (/is kept|not checked|not followed|not in this contract/.test(message))
      notes.add("part of a contract that is kept and not checked", message.replace(/\.$/, ""));
  for (const { name, owner: said, description } of catalog.datasets) {
    if (said === null && owner === null) notes.add("dataset without an owner", name);
    if (description === "") notes.add("dataset without a description", name);
  }
  const domains = new Map(
    catalog.datasets.flatMap(({ domain }) => (domain !== null && isId(domain) ? [[domain, { id: domain, title: domain }] as const] : [])),
  );
  const read = catalog.datasets.map((contract) => odcsDataset(contract, owner));
  const owners = new Map(read.flatMap((one) => (one.owner === null ? [] : [[one.owner.id, one.owner] as const])));
  const heading =
    "Imported from ODCS with `touchstone import odcs`. What is not modelled is kept below `odcs:`, so that an export gives it back.";
  const imported = {
    datasets: read.map(({ dataset }) => dataset),
    owners: [...owners.values()],
    domains: [...domains.values()],
    sources: [],
    metrics: [],
  };
  const code = await writeImport({ imported, notes, target, known, force: values.force === true, kind: "odcs", heading }, context);
  return errors.length > 0 ? 1 : code;
}

async function readContract(given: string, { cwd }: Pick<Context, "cwd">): Promise<string> {
  const path = resolve(cwd, given);
  const info = await stat(path).catch(() => null);
  if (info?.isFile() !== true) throw new UsageError(`There is no file ${given}.`);
  if (info.size > MAX_FILE_BYTES) throw new UsageError(`${given} is larger than 1 MiB, which is no contract of one team.`);
  const text = await readFile(path, "utf8");
  const { root } = parseFile({ file: given, text });
  // A file that is no YAML goes on, so that its problems are told with their lines.
  if (root !== null && !isOdcs(root)) throw new UsageError(`${given} is no contract of ODCS 3: it has no \`kind: DataContract\`.`);
  return text;
}
