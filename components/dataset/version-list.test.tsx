import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import { VersionList } from "#components/dataset/version-list.tsx";
import type { VersionView } from "#lib/catalog/history.ts";
import type { ContractChange } from "#lib/contract/change.ts";

const now = new Date("2026-11-20T00:00:00Z");
const change = (message: string, level: ContractChange["level"] = "additive"): ContractChange => ({
  ...{ level, kind: "column.added", column: "a", message, before: null, after: "STRING" },
});
const version = (overrides: Partial<VersionView>): VersionView => ({
  ...{ id: "1", ref: "1.0.0", version: "1.0.0", hash: "a".repeat(64), commit: "c0ffee12".padEnd(40, "0"), author: "Ada" },
  ...{ publishedAt: "2026-11-19T00:00:00.000Z", kind: "changed", first: false, current: false, renamedFrom: null, level: "additive" },
  changes: [change("`a` was added.")],
  ...overrides,
});
const show = (...versions: VersionView[]) => renderToStaticMarkup(<VersionList name="orders" versions={versions} now={now} heading="h3" />);
const textOf = (html: string) => html.replaceAll(/<[^>]+>/g, " ").replaceAll(/\s+/g, " ");

test("a version says who published it when, and each change with its level in words", () => {
  const html = show(
    version({ level: "breaking", changes: [change("`a` was removed.", "breaking"), change("It is `<b>` now.", "editorial")] }),
  );
  expect(textOf(html)).toContain("1.0.0 Breaking 24 hours ago by Ada c0ffee12 Breaking a was removed. Editorial It is &lt;b&gt; now.");
  expect(html).toContain('href="/datasets/orders?at=1.0.0"');
  expect(html).toContain('dateTime="2026-11-19T00:00:00.000Z"');
});

test("the version in force leads nowhere, and the first one says so", () => {
  const html = show(version({ current: true }), version({ id: "0", kind: "added", first: true, level: null, changes: [] }));
  expect(textOf(html)).toContain("1.0.0 in force");
  expect(textOf(html)).toContain("First version.");
  expect(html.match(/href=/g)).toHaveLength(1);
});

test("many changes are folded, the worst stay open", () => {
  const many = Array.from({ length: 9 }, (_, index) => change(`\`c${index}\` was added.`));
  const html = show(version({ changes: many }));
  expect(html).toMatch(/c4.*<details.*4 more changes.*c5/s);
  expect(show(version({ changes: many.slice(0, 7) }))).not.toContain("<details");
});
