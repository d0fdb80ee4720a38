import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import { IncidentPage } from "#components/incident/incident-page.tsx";
import { IncidentsPage, type IncidentsPageView } from "#components/incident/incidents-page.tsx";
import type { IncidentView } from "#lib/observe/incident-view.ts";

const NOW = new Date("2026-12-01T00:00:00Z");
const OPEN: IncidentView = {
  ...{
    id: "i-1",
    check: "freshness",
    severity: "error",
    state: "open",
    promise: "Not older than <24> hours",
    expected: "at most 24 hours",
  },
  ...{ observed: "30 hours", wentBadAt: "2026-11-30T18:00:00Z", isApproximate: true, detectedAt: "2026-11-30T18:05:00Z" },
  ...{ acknowledgedAt: null, acknowledgedBy: null, resolvedAt: null, reason: null, lastFailedAt: "2026-11-30T18:05:00Z" },
  ...{ dataset: { name: "orders", title: "Orders" }, owner: { id: "shop", title: "Shop team" } },
  ...{ toDetect: 300, toResolve: null, isFlapping: false, canStep: false },
};
const VIEW: IncidentsPageView = {
  ...{ state: "all", incidents: [OPEN], total: 2, next: "i-1" },
  spans: [
    { days: 30, opened: 1, resolved: 0, medianToDetect: 300, medianToResolve: null },
    { days: 90, opened: 4, resolved: 3, medianToDetect: 600, medianToResolve: 7_200 },
  ],
};
const list = (view: IncidentsPageView) => renderToStaticMarkup(<IncidentsPage view={view} now={NOW} />);
const one = (incident: IncidentView) =>
  renderToStaticMarkup(
    <IncidentPage
      story={{ incident, events: [{ at: "2026-11-30T19:00:00Z", kind: "commented", actor: "ann", text: "<b>Seen</b>" }] }}
      now={NOW}
    />,
  );

test("the list tells dataset, promise, what was observed, since when and who owns it, and both medians", () => {
  const html = list(VIEW);
  for (const part of ['href="/incidents/i-1"', "Not older than &lt;24&gt; hours", "30 hours", 'href="/datasets/orders"', "Shop team"])
    expect(html).toContain(part);
  for (const part of ["about ", "6 hours ago", "5 minutes", "10 minutes", "2 hours", "unknown", "2 incidents"])
    expect(html).toContain(part);
});

test("the state is in the address, and so is the next page", () => {
  const html = list({ ...VIEW, state: "open" });
  expect(html).toMatch(/<a[^>]*aria-current="page"[^>]*>Open<\/a>/);
  for (const part of ['href="/incidents?state=resolved"', 'href="/incidents"', 'href="/incidents?state=open&amp;after=i-1"'])
    expect(html).toContain(part);
});

test("no incident is not told as proof that all is well", () => {
  const html = list({ ...VIEW, incidents: [], total: 0, next: null });
  expect(html).toContain("No promise that is measured is broken");
  expect(html).toContain('href="/search?verdict=unknown"');
  expect(html).not.toContain("<table");
});

test("forms that need no script are shown to those who may, and only what is still possible", () => {
  expect(one(OPEN)).not.toContain("<form");
  expect(one(OPEN)).toContain("&lt;b&gt;Seen&lt;/b&gt;");
  const own = one({ ...OPEN, canStep: true });
  expect(
    own.match(/<form method="post" action="\/api\/v1\/incidents\/i-1">|<form action="\/api\/v1\/incidents\/i-1" method="post">/g),
  ).toHaveLength(3);
  for (const action of ["acknowledge", "comment", "resolve"]) expect(own).toContain(`value="${action}"`);
  const closed = one({ ...OPEN, canStep: true, state: "resolved", resolvedAt: "2026-11-30T20:00:00Z", toResolve: 7_200 });
  expect(closed.match(/<form/g)).toHaveLength(1);
  expect(closed).toContain("broken for 2 hours");
});
