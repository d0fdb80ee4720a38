import fc from "fast-check";
import { expect, test } from "vitest";
import { attainmentOf, attainmentWindows } from "#lib/quality/sla-attainment.ts";
import { type SlaUpdate, slaDays } from "#lib/quality/sla-days.ts";
import { slaWith } from "#lib/quality/testing.ts";

const from = new Date("2026-06-01T00:00:00Z");
const load = (at: string, evidence: SlaUpdate["evidence"] = "data"): SlaUpdate => ({ at, evidence, isBackfilled: false });
/** `1 05:00` is the first of June. */
const on = (text: string) => new Date(`2026-06-${text.split(" ")[0]?.padStart(2, "0")}T${text.split(" ")[1]}:00Z`);
const loads = (...texts: readonly string[]) => texts.map((text) => load(on(text).toISOString()));
const states = (updates: readonly SlaUpdate[], now: string, said: Parameters<typeof slaWith>[0] = {}) =>
  slaDays(slaWith(said), updates, { from, now: on(now) }).map(({ state }) => state);

test("an update between two deadlines keeps the second, one at the deadline or in its grace does, too", () => {
  expect(states(loads("1 05:00", "2 05:59", "3 06:00"), "3 07:00")).toEqual(["kept", "kept", "kept", "pending"]);
  expect(states(loads("1 05:00", "2 06:30"), "2 07:00", { graceSeconds: 1_800 })).toEqual(["kept", "kept", "pending"]);
  expect(states(loads("1 05:00", "2 06:31"), "2 07:00", { graceSeconds: 1_800 })).toEqual(["kept", "late", "pending"]);
});

test("a later update before the next deadline is late, none is missed", () => {
  expect(states(loads("1 05:00", "2 09:00", "3 05:00"), "3 07:00")).toEqual(["kept", "late", "kept", "pending"]);
  expect(states(loads("1 05:00", "3 05:00"), "3 07:00")).toEqual(["kept", "missed", "kept", "pending"]);
});

test("an update that settled a late deadline does not also keep the next one", () => {
  expect(states(loads("1 05:00", "2 09:00"), "3 07:00")).toEqual(["kept", "late", "missed", "pending"]);
  expect(states(loads("1 05:00", "2 09:00", "2 10:00"), "3 07:00")).toEqual(["kept", "late", "kept", "pending"]);
});

test("a delivery that was left out is missed, and does not make those late that follow in time", () => {
  expect(states(loads("1 05:00", "3 05:00", "4 05:00", "5 05:00"), "5 07:00")).toEqual([
    "kept",
    "missed",
    "kept",
    "kept",
    "kept",
    "pending",
  ]);
  expect(states(loads("1 05:00", "2 09:00", "4 05:00", "5 05:00"), "5 07:00")).toEqual([
    "kept",
    "late",
    "missed",
    "kept",
    "kept",
    "pending",
  ]);
  expect(states(loads("1 05:00", "2 20:00", "3 05:00"), "3 07:00")).toEqual(["kept", "late", "kept", "pending"]);
});

test("nor does one that settled a deadline in its grace, while one that came after the deadline was kept is free for the next", () => {
  const grace = { graceSeconds: 3_600 };
  expect(states(loads("1 05:00", "2 06:30"), "3 07:30", grace)).toEqual(["kept", "kept", "missed", "pending"]);
  expect(states(loads("1 05:00", "2 05:00", "2 06:30"), "3 07:30", grace)).toEqual(["kept", "kept", "kept", "pending"]);
});

test("loads that are late day after day are each late, however long", () => {
  const late = Array.from({ length: 20 }, (_, day) => `${day + 1} 08:00`);
  expect(states(loads("1 05:00", ...late), "20 09:00")).toEqual(["kept", ...Array.from({ length: 18 }, () => "kept"), "kept", "pending"]);
  expect(states(loads("1 05:00", ...late.slice(1)), "20 09:00").slice(1, -1)).toEqual(Array.from({ length: 19 }, () => "late"));
});

test("within its grace a deadline is pending and says so; after it, it is missed until something comes", () => {
  const at = (now: string) => slaDays(slaWith({ graceSeconds: 1_800 }), loads("1 05:00"), { from: on("1 12:00"), now: on(now) })[0];
  expect(at("2 05:00")).toMatchObject({ state: "pending", isInGrace: false, graceEndsAt: "2026-06-02T06:30:00.000Z" });
  expect(at("2 06:10")).toMatchObject({ state: "pending", isInGrace: true });
  expect(at("2 06:30")).toMatchObject({ state: "pending", isInGrace: true });
  expect(at("2 06:31")).toMatchObject({ state: "missed", isInGrace: false, arrivedAt: null });
});

test("a deadline ahead is pending, and tells what has arrived for it", () => {
  const [day] = slaDays(slaWith({}), loads("1 07:00", "2 03:00"), { from: on("1 12:00"), now: on("2 04:00") });
  expect(day).toMatchObject({ state: "pending", deadline: "2026-06-02T06:00:00.000Z", arrivedAt: "2026-06-01T07:00:00.000Z" });
});

test("before the first evidence all is unknown; who watches knows that silence is a miss", () => {
  expect(states(loads("3 05:00"), "4 07:00")).toEqual(["unknown", "unknown", "kept", "missed", "pending"]);
  expect(states([], "2 07:00")).toEqual(["unknown", "unknown", "pending"]);
  const days = slaDays(slaWith({}), [], { from, now: on("3 07:00"), watchedSince: on("2 00:00") });
  expect(days.map(({ state }) => state)).toEqual(["unknown", "missed", "missed", "pending"]);
});

test("without a word about evidence the data count before files, and the end of a run counts only where the SLA says so", () => {
  const mixed = [load("2026-06-01T05:00:00Z", "data"), load("2026-06-02T05:00:00Z", "file"), load("2026-06-03T05:00:00Z", "run")];
  expect(states(mixed, "3 07:00")).toEqual(["kept", "missed", "missed", "pending"]);
  expect(states(mixed.slice(1), "3 07:00")).toEqual(["unknown", "kept", "missed", "pending"]);
  expect(states(mixed, "3 07:00", { evidence: "run" })).toEqual(["unknown", "unknown", "kept", "pending"]);
  expect(states(mixed, "3 07:00", { evidence: "file" })).toEqual(["unknown", "kept", "missed", "pending"]);
  expect(states(mixed.slice(2), "3 07:00")).toEqual(["unknown", "unknown", "unknown", "pending"]);
});

test("days that were judged from load times before the first look are marked", () => {
  const updates = [{ ...load("2026-06-01T05:00:00Z"), isBackfilled: true }, load("2026-06-03T05:00:00Z")];
  expect(slaDays(slaWith({}), updates, { from, now: on("3 07:00") }).map(({ isBackfilled }) => isBackfilled)).toEqual([
    true,
    true,
    false,
    false,
  ]);
});

test("one update never settles two deadlines, and more updates never make an outcome worse", () => {
  const rank = { kept: 2, late: 1, missed: 0, pending: 0, unknown: 0 };
  const instants = fc.array(fc.integer({ min: 1, max: 60 * 24 * 10 }), { maxLength: 14 });
  fc.assert(
    fc.property(
      instants,
      fc.integer({ min: 1, max: 60 * 24 * 10 }),
      fc.integer({ min: 0, max: 5 * 3_600 }),
      (minutes, extra, graceSeconds) => {
        const sla = slaWith({ graceSeconds });
        const at = (minute: number) => load(new Date(from.getTime() + minute * 60_000).toISOString());
        const judge = (given: readonly number[]) =>
          slaDays(sla, given.map(at), { from, now: new Date(from.getTime() + 11 * 86_400_000), watchedSince: from });
        const days = judge(minutes);
        const settledBy = days.flatMap(({ arrivedAt, deadline, state }) =>
          arrivedAt !== null && state !== "pending" && arrivedAt > deadline ? [arrivedAt] : [],
        );
        const sums = (given: readonly { state: keyof typeof rank }[]) => given.filter(({ state }) => rank[state] > 0).length;
        expect(settledBy.length).toBeLessThanOrEqual(minutes.length);
        const uses = days.flatMap(({ arrivedAt }) => (arrivedAt === null ? [] : [arrivedAt]));
        const copies = (instant: string) => minutes.filter((minute) => at(minute).at === instant).length;
        for (const instant of new Set(uses)) expect(uses.filter((use) => use === instant).length).toBeLessThanOrEqual(copies(instant));
        expect(sums(judge([...minutes, extra]))).toBeGreaterThanOrEqual(sums(days));
      },
    ),
    { numRuns: 300, seed: 20261201 },
  );
});

test("attainment counts what was judged, over the promised window or 30 and 90 days", () => {
  expect(attainmentWindows(slaWith({}))).toEqual([30 * 86_400, 90 * 86_400]);
  expect(attainmentWindows(slaWith({ windowSeconds: 604_800 }))).toEqual([604_800]);
  const days = slaDays(slaWith({}), loads("2 05:00", "3 07:00", "4 09:00", "6 05:00"), { from, now: on("6 08:00") });
  expect(days.map(({ state }) => state)).toEqual(["unknown", "kept", "late", "late", "missed", "kept", "pending"]);
  expect(attainmentOf(days, 30 * 86_400, on("6 08:00"))).toEqual({
    windowSeconds: 30 * 86_400,
    kept: 2,
    late: 2,
    missed: 1,
    share: 0.4,
    medianLateSeconds: 7_200,
    worstLateSeconds: 10_800,
  });
  expect(attainmentOf(days, 86_400, on("6 08:00"))).toMatchObject({ kept: 1, share: 1, medianLateSeconds: null });
  expect(attainmentOf([], 86_400, on("6 08:00")).share).toBeNull();
});
