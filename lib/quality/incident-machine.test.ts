import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { RUNS } from "#lib/quality/arbitraries.ts";
import type { CheckStatus } from "#lib/quality/check.ts";
import type { Incident } from "#lib/quality/incident.ts";
import { type IncidentFinding, type IncidentTurn, incidentTimes, nextIncident, settle, withdraw } from "#lib/quality/incident-machine.ts";

const at = (minutes: number) => new Date(Date.UTC(2026, 11, 1, 6) + minutes * 60_000).toISOString();
const found = (status: CheckStatus, minutes: number, said: Partial<IncidentFinding> = {}): IncidentFinding => ({
  ...{ datasetId: "d", check: "not_null:id", label: "id is never empty", severity: "error", status, observed: `found at ${minutes}` },
  ...{ expected: "none", at: at(minutes), wentBadAt: at(minutes - 5), isApproximate: false },
  ...said,
});

/** Runs findings through the machine, and tells each turn as `state: events (alert)`. */
function story(findings: readonly IncidentFinding[], from: Incident | null = null) {
  let incident = from;
  let ids = 0;
  const turns = findings.map((finding): IncidentTurn => {
    ids += 1;
    const turn = nextIncident(incident, finding, () => `i${ids}`);
    incident = turn.incident;
    return turn;
  });
  return { incident, told: turns.map(inWords) };
}
const inWords = ({ incident, events, alert }: IncidentTurn) =>
  `${incident === null ? "none" : `${incident.id} ${incident.state}`}: ${events.map(({ kind }) => kind).join(" ")}${alert === null ? "" : ` (${alert})`}`;
const must = (incident: Incident | null): Incident => {
  if (incident === null) throw new Error("there is no incident");
  return incident;
};

describe("one incident for a dataset and check", () => {
  test("the first failure opens it, the next one tells what was found last, a pass closes it", () => {
    const { incident, told } = story([found("pass", 0), found("fail", 10), found("fail", 100), found("pass", 200)]);
    expect(told).toEqual(["none: ", "i2 open: opened (opened)", "i2 open: ", "i2 resolved: resolved (resolved)"]);
    expect(must(incident)).toMatchObject({
      ...{ observed: "found at 100", wentBadAt: at(5), detectedAt: at(10), lastFailedAt: at(100), resolvedAt: at(200), reason: null },
    });
    expect(incidentTimes(must(incident))).toEqual({ toDetect: 300, toResolve: 195 * 60 });
  });

  test("a warning opens none and closes one; what could not run does neither", () => {
    expect(story([found("fail", 0, { severity: "warning" }), found("warn", 1), found("error", 2)]).told).toEqual([
      "none: ",
      "none: ",
      "none: ",
    ]);
    expect(story([found("fail", 0), found("error", 10), found("skipped", 20), found("warn", 30)]).told).toEqual([
      ...["i1 open: opened (opened)", "i1 open: ", "i1 open: ", "i1 resolved: resolved (resolved)"],
    ]);
  });

  test("it cannot have been found before it went bad", () => {
    const { incident } = story([found("fail", 0, { wentBadAt: at(7) })]);
    expect(incidentTimes(must(incident))).toEqual({ toDetect: 0, toResolve: null });
  });

  test("without a moment at which the data went bad it is the first failure, and only about", () => {
    expect(must(story([found("fail", 0, { wentBadAt: null })]).incident)).toMatchObject({ wentBadAt: at(0), isApproximate: true });
  });

  test("a finding that is older than what is known changes nothing", () => {
    const { incident } = story([found("fail", 10)]);
    expect(story([found("pass", 5)], incident).incident).toBe(incident);
    const closed = story([found("fail", 10), found("pass", 20)]).incident;
    expect(story([found("fail", 15)], closed).incident).toBe(closed);
  });

  test("long after it closed another one opens", () => {
    expect(story([found("fail", 0), found("pass", 10), found("fail", 70)]).told.at(-1)).toBe("i3 open: opened (opened)");
  });

  test("it closes when its check is no longer promised", () => {
    const turn = withdraw(must(story([found("fail", 0)]).incident), at(5));
    expect([inWords(turn), turn.events[0]?.text, turn.incident?.reason]).toEqual([
      ...["i1 resolved: resolved (resolved)", "It is no longer promised.", null],
    ]);
  });
});

describe("flapping", () => {
  const FLAPPING = [found("fail", 0), found("pass", 10), found("fail", 20), found("pass", 30)];

  test("the third change within an hour holds it open, without a word more", () => {
    expect(story([...FLAPPING, found("fail", 40), found("pass", 50)]).told).toEqual([
      ...["i1 open: opened (opened)", "i1 resolved: resolved (resolved)", "i1 open: reopened flapping (opened)", "i1 open: passed"],
      ...["i1 open: failed", "i1 open: passed"],
    ]);
  });

  test("until it has been quiet for an hour, by the clock or by a look", () => {
    const held = must(story(FLAPPING).incident);
    expect(settle(held, at(89)).incident).toBe(held);
    expect(inWords(settle(held, at(95)))).toBe("i1 resolved: resolved (resolved)");
    expect(settle(held, at(95)).incident?.resolvedAt).toBe(at(90));
    expect(story([found("pass", 60), found("pass", 95)], held).told).toEqual(["i1 open: ", "i1 resolved: resolved (resolved)"]);
  });

  test("a failure in that hour begins it again", () => {
    const held = must(story([...FLAPPING, found("fail", 40), found("pass", 50)]).incident);
    expect(settle(held, at(109)).incident?.state).toBe("open");
    expect(settle(held, at(110)).incident?.state).toBe("resolved");
  });

  test("the clock closes nothing that fails", () => {
    const failing = must(story([found("fail", 0)]).incident);
    expect(settle(failing, at(10_000)).incident).toBe(failing);
  });
});

describe("by hand", () => {
  const byHand = (minutes: number): Incident => ({
    ...must(story([found("fail", 0)]).incident),
    ...{ state: "resolved", resolvedAt: at(minutes), reason: "Two shops now." },
  });

  test("one that was acknowledged is so still when it reopens", () => {
    const { incident } = story([found("fail", 0)]);
    const seen: Incident = { ...must(incident), state: "acknowledged", acknowledgedAt: at(1), acknowledgedBy: "ada" };
    expect(story([found("pass", 5), found("fail", 10)], seen).told).toEqual([
      "i1 resolved: resolved (resolved)",
      "i1 acknowledged: reopened flapping (opened)",
    ]);
  });

  test("a failure of data that was bad by then leaves a resolved one alone", () => {
    expect(story([found("fail", 20, { wentBadAt: at(-5) })], byHand(10)).told).toEqual(["i1 resolved: "]);
  });

  test("data that went bad after that opens another one", () => {
    const resolved = byHand(10);
    const { incident, told } = story([found("pass", 12), found("fail", 20, { wentBadAt: at(15) })], resolved);
    expect(told).toEqual(["i1 resolved: ", "i2 open: opened (opened)"]);
    expect(must(incident).changes).toEqual([at(20)]);
  });
});

test("there are never two open ones, none is lost, and people are told in turns", () => {
  const statuses = fc.constantFrom<CheckStatus[]>("pass", "pass", "warn", "fail", "fail", "error", "skipped");
  const steps = fc.array(
    fc.record({ wait: fc.integer({ min: 0, max: 90 }), status: statuses, act: fc.constantFrom("look", "look", "look", "tick", "resolve") }),
    { minLength: 1, maxLength: 40 },
  );
  fc.assert(
    fc.property(steps, (list) => {
      const known = new Map<string, Incident>();
      let [minutes, ids] = [0, 0];
      let current = null as Incident | null;
      let told: string | null = null;
      for (const { wait, status, act } of list) {
        minutes += wait;
        const before = current;
        if (act === "resolve") {
          if (before !== null && before.state !== "resolved") {
            current = { ...before, state: "resolved", resolvedAt: at(minutes), reason: "by hand", quietSince: null };
            told = "resolved";
          }
        } else {
          const finding = found(status, minutes, { wentBadAt: null });
          const turn: IncidentTurn =
            act === "look"
              ? nextIncident(before, finding, () => `i${++ids}`)
              : before === null
                ? { incident: null, events: [], alert: null }
                : settle(before, at(minutes));
          current = turn.incident;
          if (turn.alert !== null) {
            expect(turn.alert).not.toBe(told);
            told = turn.alert;
          }
          if (act === "look" && status === "fail" && (before?.reason ?? null) === null) expect(current?.state).toBe("open");
        }
        if (current !== null) known.set(current.id, current);
        expect([...known.values()].filter(({ state }) => state !== "resolved").length).toBeLessThanOrEqual(1);
        if (before !== null) expect(known.has(before.id)).toBe(true);
        for (const incident of known.values()) {
          expect(incident.state === "resolved").toBe(incident.resolvedAt !== null);
          expect(Date.parse(incident.detectedAt)).toBeGreaterThanOrEqual(Date.parse(incident.wentBadAt));
          if (incident.resolvedAt !== null)
            expect(Date.parse(incident.resolvedAt)).toBeGreaterThanOrEqual(Date.parse(incident.lastFailedAt));
        }
      }
    }),
    RUNS,
  );
});
