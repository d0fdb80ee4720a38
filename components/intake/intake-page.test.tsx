import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import { IntakePage } from "#components/intake/intake-page.tsx";
import type { IntakeView } from "#lib/observe/intake-view.ts";

const AT = "2026-11-30T00:00:00.000Z";
const VIEW: IntakeView = {
  artifacts: [
    {
      id: "a",
      tool: "dbt",
      kind: "run_results",
      tokenName: "robot",
      receivedAt: AT,
      bytes: 2,
      state: "failed",
      processedAt: AT,
      problem: "No <manifest>.",
    },
    {
      id: "b",
      tool: "soda",
      kind: "scan_result",
      tokenName: "robot",
      receivedAt: AT,
      bytes: 2,
      state: "done",
      processedAt: AT,
      problem: "One was cut.",
    },
  ],
  next: "b",
  unmatched: [{ tool: "dbt", name: "dbt:x", tokenName: "robot", firstAt: AT, lastAt: AT, count: 3, line: '- "dbt:x"', dataset: "orders" }],
};
const show = (view: IntakeView | null) => renderToStaticMarkup(<IntakePage view={view} now={new Date("2026-12-01T00:00:00Z")} />);

test("artifacts have a form that reads them again without JavaScript, and say what is wrong", () => {
  expect(show(VIEW)).toContain('<form action="/api/v1/intake/a/replay" method="post"><button type="submit"');
  expect(show(VIEW)).toContain("No &lt;manifest&gt;.");
  expect(show(VIEW)).toContain("Read in part");
  expect(show(VIEW)).toContain('href="/admin/intake?after=b"');
});

test("an unmatched name comes with the line to paste, and one that is declared by now with its dataset", () => {
  expect(show(VIEW)).toContain("<code>- &quot;dbt:x&quot;</code>");
  expect(show(VIEW)).toContain('<a href="/datasets/orders">orders</a> now');
});

test("nobody but an administrator sees any of it", () => {
  expect(show(null)).toContain("Only administrators");
  expect(show(null)).not.toContain("<table");
});
