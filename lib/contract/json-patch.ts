import type { JsonObject, JsonValue } from "#lib/contract/contract.ts";

/** Lists of things that have a name of their own, and the key that holds it: they are compared thing by thing. */
const NAMED: ReadonlyMap<string, string> = new Map([
  ["properties", "name"],
  ["servers", "server"],
  ["customProperties", "property"],
]);

/**
 * What must be laid over `from` to make `to`: keys of `to` that differ, `null` for keys that only `from` has, and of lists of named
 * things only those that differ. Space around a text is no difference. `applyPatch` is the way back. `null` in `to` where `from` says something counts as absent.
 */
export function patchOf(from: JsonObject, to: JsonObject): JsonObject {
  const patch: [string, JsonValue][] = [];
  for (const [key, value] of Object.entries(to)) {
    const before = Object.hasOwn(from, key) ? from[key] : undefined;
    const difference = before === undefined ? value : differenceOf(key, before, value);
    if (difference !== undefined) patch.push([key, difference]);
  }
  for (const key of Object.keys(from)) if (!Object.hasOwn(to, key)) patch.push([key, null]);
  return Object.fromEntries(patch);
}

/** `undefined`: the two are the same. */
function differenceOf(key: string, before: JsonValue, value: JsonValue): JsonValue | undefined {
  if (isObject(before) && isObject(value)) {
    const patch = patchOf(before, value);
    return Object.keys(patch).length === 0 ? undefined : patch;
  }
  const old = byName(key, before);
  const now = byName(key, value);
  if (old !== null && now !== null) {
    const name = NAMED.get(key) ?? "";
    const patches = [...now].flatMap(([id, item]) => {
      const was = old.get(id);
      const { [name]: _name, ...patch } = was === undefined ? item : patchOf(was, item);
      return was !== undefined && Object.keys(patch).length === 0 ? [] : [{ [name]: id, ...patch }];
    });
    return patches.length === 0 ? undefined : patches;
  }
  const isText = typeof before === "string" && typeof value === "string";
  return isSame(before, value) || (isText && before.trim() === value.trim()) ? undefined : value;
}

/** `from` with a patch laid over it. Named things that `from` does not have come last. */
export function applyPatch(from: JsonObject, patch: JsonObject): JsonObject {
  const result = new Map<string, JsonValue>(Object.entries(from));
  for (const [key, value] of Object.entries(patch)) {
    const before = Object.hasOwn(from, key) ? from[key] : undefined;
    if (before === undefined) result.set(key, value);
    else if (value === null) result.delete(key);
    else result.set(key, applied(key, before, value));
  }
  return Object.fromEntries(result);
}

function applied(key: string, before: JsonValue, value: JsonValue): JsonValue {
  if (isObject(before) && isObject(value)) return applyPatch(before, value);
  const old = byName(key, before);
  const now = byName(key, value);
  if (old === null || now === null) return value;
  const kept = [...old].map(([id, item]) => {
    const patch = now.get(id);
    return patch === undefined ? item : applyPatch(item, patch);
  });
  return [...kept, ...[...now].flatMap(([id, item]) => (old.has(id) ? [] : [item]))];
}

/** The things of a list by name; `null` when it is no such list, or not each has a name of its own. */
function byName(key: string, value: JsonValue): ReadonlyMap<string, JsonObject> | null {
  const name = NAMED.get(key);
  if (name === undefined || !isList(value)) return null;
  const things = new Map<string, JsonObject>();
  for (const item of value) {
    const id = isObject(item) ? item[name] : undefined;
    if (!isObject(item) || typeof id !== "string" || things.has(id)) return null;
    things.set(id, item);
  }
  return things;
}

/** The same JSON, whatever the order of keys. */
export function isSame(a: JsonValue | undefined, b: JsonValue | undefined): boolean {
  if (a === undefined || b === undefined || typeof a !== "object" || typeof b !== "object" || a === null || b === null) return a === b;
  if (isList(a)) return isList(b) && a.length === b.length && a.every((item, index) => isSame(item, b[index]));
  if (isList(b)) return false;
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => Object.hasOwn(b, key) && isSame(a[key], b[key]));
}

export function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function isList(value: JsonValue | undefined): value is readonly JsonValue[] {
  return Array.isArray(value);
}
