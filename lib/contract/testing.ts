import type { Catalog, DatasetContract } from "#lib/contract/contract.ts";
import { type ParseCatalogOptions, parseCatalog } from "#lib/contract/parse-catalog.ts";
import type { Problem, ProblemCode } from "#lib/contract/problem.ts";

/** For tests: parses texts by path, without documents unless they are given. */
export function parseTexts(
  texts: Readonly<Record<string, string>>,
  options: Partial<ParseCatalogOptions> = {},
): { readonly catalog: Catalog; readonly problems: readonly Problem[] } {
  const files = Object.entries(texts).map(([path, text]) => ({ path, text }));
  return parseCatalog(files, {
    docs: () => null,
    parseDoc: () => ({ doc: null, problems: [] }),
    defaultVisibility: "everyone",
    ...options,
  });
}

/** For tests: one dataset `orders` with these further lines, each indented as a key of the dataset. */
export function parseOrders(lines: string, rest = "", options: Partial<ParseCatalogOptions> = {}) {
  const body = lines.replace(/^(?=.)/gm, "      ");
  const text = `data_catalog:\n  datasets:\n    orders:\n      description: Orders\n      owner: shop\n${body}${body === "" ? "" : "\n"}${/^schema:/m.test(lines) ? "" : "      schema: [{id: STRING}, {email: STRING (PII)}, {placed_at: TIMESTAMP}]\n"}${rest}`;
  const { catalog, problems } = parseTexts({ "c.yaml": text }, options);
  return { orders: catalog.datasets.find(({ name }) => name === "orders") ?? null, catalog, problems };
}

/** For tests: the dataset, or a failure that shows the problems. */
export function mustHave({
  orders,
  problems,
}: {
  readonly orders: DatasetContract | null;
  readonly problems: readonly Problem[];
}): DatasetContract {
  if (orders === null) throw new Error(JSON.stringify(problems, null, 1));
  return orders;
}

/** For tests: `error TS-SPEC-003 c.yaml:4`, for one code or for all. */
export function placesOf(problems: readonly Problem[], code?: ProblemCode): readonly string[] {
  return problems
    .filter((problem) => code === undefined || problem.code === code)
    .map((problem) => `${problem.level} ${problem.code} ${problem.position.file}:${problem.position.line}`);
}
