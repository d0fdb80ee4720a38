/**
 * Names of output columns, each once: a second `a` becomes `a_1`. Case does not tell names apart, as in the engine. The first of
 * several keeps its name, and no name that somebody chose is taken by one that was made.
 */
export function uniqueNames(names: readonly string[]): readonly string[] {
  const chosen = new Set(names.map((name) => name.toLowerCase()));
  const used = new Set<string>();
  return names.map((name) => {
    let unique = name;
    for (let count = 1; used.has(unique.toLowerCase()) || (unique !== name && chosen.has(unique.toLowerCase())); count += 1)
      unique = `${name}_${count}`;
    used.add(unique.toLowerCase());
    return unique;
  });
}
