/** The parameters of a path that fits a template such as `/datasets/{name}`, decoded; `undefined` when it does not fit. */
export function matchPath(template: string, path: string): Readonly<Record<string, string>> | undefined {
  const wanted = template.split("/");
  const given = path.split("/");
  if (wanted.length !== given.length) return undefined;
  const params: Record<string, string> = {};
  for (const [index, part] of wanted.entries()) {
    const text = given[index] ?? "";
    const name = /^\{(\w+)\}$/.exec(part)?.[1];
    if (name === undefined) {
      if (part !== text) return undefined;
    } else {
      if (text === "") return undefined;
      params[name] = decode(text);
    }
  }
  return params;
}

/** What cannot be decoded stays as it is, and is not found. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** The address under which a route is declared: some have a shorter one, which the framework's folders cannot name. */
export function declaredPath(path: string): string {
  return path.replace(/^(\/datasets\/[^/?]+)\.jsonld(?=$|\?)/, "$1/dataset.jsonld");
}
