import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import { LineageSection } from "#components/dataset/lineage-section.tsx";

test("a dataset that the reader may not know of has no name in the lineage", () => {
  const hidden = { kind: "hidden", name: null, title: null, verdict: null } as const;
  const html = renderToStaticMarkup(<LineageSection id="lineage" upstream={[hidden, hidden]} downstream={[hidden]} />);
  expect(html).toContain("2 datasets you cannot see");
  expect(html).toContain("a dataset you cannot see");
});
