/** One entry of a list header with its weight: `text/csv;q=0.5`. */
interface Weighted {
  readonly value: string;
  readonly weight: number;
}

function parseList(header: string): Weighted[] {
  return header.split(",").flatMap((entry) => {
    const [value = "", ...parameters] = entry.split(";").map((part) => part.trim().toLowerCase());
    const q = parameters.find((parameter) => parameter.startsWith("q="))?.slice(2);
    const weight = q === undefined ? 1 : Number(q);
    return value === "" || Number.isNaN(weight) ? [] : [{ value, weight }];
  });
}

/** The client takes gzip: it, or anything, has a weight above zero. */
export function acceptsGzip(header: string | readonly string[] | undefined): boolean {
  const list = parseList(String(header ?? ""));
  const named = list.find(({ value }) => value === "gzip" || value === "x-gzip") ?? list.find(({ value }) => value === "*");
  return named !== undefined && named.weight > 0;
}

/** How to pack what is on its way: of what the client takes, what it likes best, and of equals the one that packs better. */
export function chooseEncoding(header: string | readonly string[] | undefined): "zstd" | "gzip" | null {
  const list = parseList(String(header ?? ""));
  const any = list.find(({ value }) => value === "*")?.weight ?? 0;
  const weightOf = (...names: readonly string[]) => list.find(({ value }) => names.includes(value))?.weight;
  // What takes anything is seldom right about a packing as young as this.
  const [zstd, gzip] = [weightOf("zstd") ?? 0, weightOf("gzip", "x-gzip") ?? any];
  if (zstd === 0 && gzip === 0) return null;
  return zstd >= gzip ? "zstd" : "gzip";
}

/**
 * The offered media type that an `Accept` header likes best; the first offer without a header. `undefined`: none is acceptable.
 * The most specific range that fits an offer decides its weight (RFC 9110, 12.5.1).
 */
export function chooseType<T extends string>(header: string | null | undefined, offers: readonly T[]): T | undefined {
  if (header === null || header === undefined || header.trim() === "") return offers[0];
  const ranges = parseList(header);
  const weightOf = (offer: string) => {
    const [type = ""] = offer.split("/");
    const fitting = [offer, `${type}/*`, "*/*"].flatMap((name) => ranges.find(({ value }) => value === name) ?? []);
    return fitting[0]?.weight ?? 0;
  };
  let best: { readonly offer: T; readonly weight: number } | undefined;
  for (const offer of offers) {
    const weight = weightOf(offer);
    if (weight > 0 && weight > (best?.weight ?? 0)) best = { offer, weight };
  }
  return best?.offer;
}

const TEXT =
  /^(?:text\/|application\/(?:json|javascript|manifest\+json|xml|yaml|problem\+json)\b|image\/svg\+xml\b|[a-z]+\/[a-z.-]+\+(?:json|xml)\b)/i;

/** Worth compressing: text of some kind. */
export function isText(contentType: string | undefined): boolean {
  return contentType !== undefined && TEXT.test(contentType);
}
