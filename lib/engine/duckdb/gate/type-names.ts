/** Types in casts: the engine's own, and what is made of them. */
import { foldName } from "#lib/engine/duckdb/gate/names.ts";
import { isTree } from "#lib/engine/duckdb/gate/parse.ts";
import { Refusal } from "#lib/engine/duckdb/gate/refusal.ts";
import { NAMED_TYPES, TYPE_INFOS } from "#lib/engine/duckdb/gate/shapes.ts";

/** `location`: of the cast. */
export function checkType(type: unknown, location: number | null): void {
  if (Array.isArray(type)) for (const one of type) checkType(one, location);
  if (!isTree(type)) return;
  const info = type["type_info"];
  if (isTree(info)) {
    const kind = String(info["type"]);
    if (!TYPE_INFOS.has(kind)) throw new Refusal(`The type ${String(type["id"]).toLowerCase()} cannot be used.`, location);
    if (kind === "UNBOUND_TYPE_INFO") checkTypeName(String(info["name"]), [info["catalog"], info["schema"]], location);
  }
  for (const below of Object.values(type)) checkType(below, location);
}

function checkTypeName(name: string, path: readonly unknown[], location: number | null): void {
  if (path.some((part) => part !== undefined && part !== null && part !== "")) {
    throw new Refusal(`A type is written without a schema before it: ${name.slice(0, 60)} alone.`, location);
  }
  if (!NAMED_TYPES.has(foldName(name))) throw new Refusal(`There is no type ${name.slice(0, 60)}.`, location);
}
