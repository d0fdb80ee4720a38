import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import { QualitySection } from "#components/dataset/quality-section.tsx";

const NOW = new Date("2026-11-22T12:00:00Z");

test("an unmeasured score is a word, never a number", () => {
  const html = renderToStaticMarkup(
    <QualitySection id="quality" quality={{ score: null, evidence: 0, target: 98 }} reported={null} now={NOW} />,
  );
  expect(html).toContain("Unmeasured");
  expect(html).toContain("target 98 of 100");
  expect(html).not.toMatch(/>0</);
});

test("a reported score is told apart from a measured one, with its source and age", () => {
  const measuredAt = "2026-11-22T07:00:00Z";
  const html = renderToStaticMarkup(
    <QualitySection
      id="quality"
      quality={{ score: null, evidence: 0, target: 98 }}
      reported={{ latest: { score: 97.4, measuredAt, source: "nightly" }, series: [{ score: 97.4, measuredAt }] }}
      now={NOW}
    />,
  );
  expect(html).toContain("Unmeasured");
  expect(html).toContain("97.4");
  expect(html).toContain("reported by nightly");
  expect(html).toContain(`dateTime="${measuredAt}"`);
  expect(html).toContain("misses the target");
});
