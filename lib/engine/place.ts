import type { CellText } from "#lib/engine/engine.ts";

/** Puts the ordinal behind each key: how many rows up to this one, counting from `after`, have exactly this key. */
export function numberKeys(keys: readonly (readonly CellText[])[], after: readonly CellText[] | null): CellText[][] {
  let previous = after === null ? null : after.slice(0, -1);
  let ordinal = after === null ? 0 : Number(after.at(-1));
  return keys.map((key) => {
    const same = previous !== null && key.every((text, index) => text === previous?.[index]);
    ordinal = same ? ordinal + 1 : 1;
    previous = [...key];
    return [...key, String(ordinal)];
  });
}
