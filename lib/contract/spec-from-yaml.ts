import { type Document, isAlias, isMap, isScalar, isSeq } from "yaml";
import type { Position } from "#lib/contract/contract.ts";
import type { ProblemLog } from "#lib/contract/problem-log.ts";
import type { Spec, SpecEntry, SpecMap } from "#lib/contract/spec.ts";

const MAX_DEPTH = 60;
/** Nodes of the tree once every alias is written out: far above what 1 MiB of honest YAML holds per alias. */
const MAX_NODES = 1_000_000;

type At = (offset: number) => Position;

interface Built {
  readonly spec: Spec;
  /** Number of nodes and of levels, with aliases written out. */
  readonly size: number;
  readonly height: number;
}

/**
 * YAML nodes → our tree. Aliases share the tree of their anchor instead of copying it, and its written-out size is counted, so a
 * bomb is refused without being built. `<<` merges maps; a key of the map itself wins. `null` after an error that spoils the file.
 */
export function specFromYaml(document: Document, text: string, at: At, log: ProblemLog): Spec | null {
  // A control character gets into a value as it is or by an escape in double quotes.
  const mayHoldControls = text.includes("\\") || isUnclean(text);
  /** `null` while the anchored part itself is being built. */
  const anchors = new Map<string, Built | null>();

  class Refused extends Error {}
  const refuse = (code: "TS-YAML-002" | "TS-YAML-003", place: Position, message: string, hint: string): never => {
    log.error(code, place, message, hint);
    throw new Refused();
  };
  const tooDeep = (place: Position) => refuse("TS-YAML-003", place, "The file is nested too deeply.", `Use at most ${MAX_DEPTH} levels.`);
  const tooMany = (place: Position) =>
    refuse("TS-YAML-002", place, "The aliases of this file repeat too much text.", "Write the parts out, or use fewer aliases.");

  let total = 0;
  const count = (size: number, place: Position) => {
    total += size;
    if (total > MAX_NODES) tooMany(place);
  };

  const build = (node: unknown, depth: number, fallback: Position): Built => {
    const range = isAlias(node) || isMap(node) || isSeq(node) || isScalar(node) ? node.range : null;
    const place = range ? at(range[0]) : fallback;
    if (depth > MAX_DEPTH) tooDeep(place);
    if (isAlias(node)) {
      const known = anchors.get(node.source);
      if (known === undefined || known === null) {
        return refuse(
          "TS-YAML-002",
          place,
          `The alias *${clip(node.source)} points into itself or to nothing.`,
          "Define the anchor before it is used.",
        );
      }
      if (depth + known.height > MAX_DEPTH) tooDeep(place);
      count(known.size, place);
      return known;
    }
    count(1, place);
    const anchor = isMap(node) || isSeq(node) || isScalar(node) ? node.anchor : undefined;
    if (anchor !== undefined) anchors.set(anchor, null);
    const result = isMap(node) ? buildMap(node, depth, place) : isSeq(node) ? buildList(node, depth, place) : buildScalar(node, place);
    if (anchor !== undefined) anchors.set(anchor, result);
    return result;
  };

  const buildScalar = (node: unknown, place: Position): Built => {
    if (!isScalar(node)) return { spec: { kind: "scalar", text: "", plain: true, at: place }, size: 1, height: 1 };
    const value = typeof node.value === "string" ? node.value : String(node.value ?? "");
    const text = mayHoldControls ? clean(value, place, log) : value;
    return { spec: { kind: "scalar", text, plain: node.type === "PLAIN", at: place }, size: 1, height: 1 };
  };

  const buildList = (node: { readonly items: readonly unknown[] }, depth: number, place: Position): Built => {
    let size = 1;
    let height = 0;
    const items = node.items.map((item) => {
      const child = build(item, depth + 1, place);
      size += child.size;
      height = Math.max(height, child.height);
      return child.spec;
    });
    return { spec: { kind: "list", items, at: place }, size, height: height + 1 };
  };

  const buildMap = (
    node: { readonly items: readonly { readonly key: unknown; readonly value: unknown }[] },
    depth: number,
    place: Position,
  ): Built => {
    const own = new Map<string, SpecEntry>();
    const merged = new Map<string, SpecEntry>();
    let size = 1;
    let height = 0;
    for (const pair of node.items) {
      const keyNode = build(pair.key, depth + 1, place).spec;
      const child = build(pair.value, depth + 1, keyNode.at);
      if (keyNode.kind !== "scalar") {
        log.error("TS-SPEC-002", keyNode.at, "A key must be a single word or text.", "Text with `{` or `[` at its start needs quotes.");
        continue;
      }
      const { text: key, at: keyAt } = keyNode;
      if (key === "__proto__") {
        log.error("TS-SPEC-004", keyAt, "The name '__proto__' is not allowed.");
        continue;
      }
      size += 1 + child.size;
      const isMerge = key === "<<" && keyNode.plain;
      height = Math.max(height, isMerge ? child.height - 1 : child.height);
      if (isMerge) {
        for (const entry of mergeOf(child.spec, log)) {
          count(1, keyAt);
          if (!merged.has(entry.key)) merged.set(entry.key, entry);
        }
        continue;
      }
      const first = own.get(key);
      if (first === undefined) own.set(key, { key, keyAt, value: child.spec });
      else
        log.error(
          "TS-YAML-004",
          keyAt,
          `The key '${clip(key)}' is already defined on line ${first.keyAt.line}; that one is used.`,
          "Remove or rename one of the two.",
        );
    }
    for (const [key, entry] of merged) if (!own.has(key)) own.set(key, entry);
    const spec: SpecMap = { kind: "map", entries: [...own.values()], at: place };
    return { spec, size: size + merged.size, height: height + 1 };
  };

  try {
    return build(document.contents, 1, at(0)).spec;
  } catch (error) {
    if (error instanceof Refused) return null;
    throw error;
  }
}

function mergeOf(spec: Spec, log: ProblemLog): readonly SpecEntry[] {
  if (spec.kind === "map") return spec.entries;
  if (spec.kind === "list" && spec.items.every((item) => item.kind === "map"))
    return spec.items.flatMap((item) => (item.kind === "map" ? item.entries : []));
  log.error("TS-SPEC-002", spec.at, "`<<` merges a map or a list of maps.", "Write `<<: *name`, where `&name` marks a map.");
  return [];
}

/** Text that a database and a page can hold: no NUL or other control characters, no half surrogates. */
function clean(text: string, place: Position, log: ProblemLog): string {
  if (!isUnclean(text)) return text;
  log.warning("TS-SPEC-002", place, "This text holds a control character, which was replaced.", "Remove it; an editor can show it.");
  return text.toWellFormed().replace(/[^\P{Cc}\t\n\r]/gu, "\uFFFD");
}

function isUnclean(text: string): boolean {
  return !text.isWellFormed() || /[^\P{Cc}\t\n\r]/u.test(text);
}

const clip = (text: string) => (text.length > 60 ? `${text.slice(0, 60).toWellFormed()}…` : text);
