import { describe, expect, test } from "vitest";
import { attributesOf, readRowPolicy } from "#lib/contract/row-policy.ts";
import { parseOrders, placesOf } from "#lib/contract/testing.ts";

const USER = `\${user.country}`;
const reasonOf = (text: string) => {
  const reading = readRowPolicy(text);
  return reading.kind === "malformed" ? reading.reason : null;
};

describe("a row policy", () => {
  test("is text with a reader's values between", () => {
    expect(readRowPolicy(`country = ${USER} AND desk IN \${user.desks} -- own`)).toEqual({
      kind: "read",
      parts: [
        { kind: "text", text: "country = " },
        { kind: "claim", attribute: "country", afterIn: false },
        { kind: "text", text: " AND desk IN " },
        { kind: "claim", attribute: "desks", afterIn: true },
        { kind: "text", text: " -- own" },
      ],
    });
    expect(readRowPolicy("is_public")).toEqual({ kind: "read", parts: [{ kind: "text", text: "is_public" }] });
  });

  test("names each attribute once", () => {
    const reading = readRowPolicy(`a = ${USER} OR (b = ${USER} AND c < \${user.level})`);
    expect(reading.kind === "read" && attributesOf(reading.parts)).toEqual(["country", "level"]);
  });

  test.each([
    `country = ${USER}`,
    `lower(country) = lower(${USER})`,
    `${USER} = country`,
    `country <> 'it''s; /* -- $' AND "the ""name" = ${USER}`,
    `since >= DATE '2020-01-01' AND desk[1] = ${USER}::INTEGER`,
    `country=${USER}`,
    `country IN (${USER}, 'XX')`,
    `größe > 1.5e3 AND name ~ '^\\d+'`,
    `a = 1 /* the first */ AND b = ${USER}\n-- and no more`,
  ])("may be %s", (text) => {
    expect(reasonOf(text)).toBeNull();
  });

  test.each([
    [`country = '${USER}'`, "In quotes"],
    [`"${USER}" = country`, "In quotes"],
    [`country = 'a' -- ${USER}`, "In a comment"],
    [`country = /* ${USER} */ 'a'`, "In a comment"],
    [`country = \${env.HOME}`, "asks for 'env'"],
    [`country = \${process.env.HOME}`, "asks for 'process'"],
    [`country = \${country}`, "asks for 'country'"],
    [`country = \${user}`, "names nothing that is known"],
    [`country = \${user.}`, "names nothing that is known"],
    [`country = \${ user.country }`, "names nothing that is known"],
    [`country = \${user.a b}`, "names nothing that is known"],
    [`country = \${}`, "names nothing that is known"],
    [`country = \${user.country`, "no closing brace"],
    ["country = $user", "'$' has no place"],
    ["country = $1", "'$' has no place"],
    ["country = $tag$x$tag$", "'$' has no place"],
    ["country = {'a': 1}", "'{' has no place"],
    ["`country` = 1", "'`' has no place"],
    ["country \\ 1", "'\\' has no place"],
    ["country = 'DE", "no closing quote"],
    ['"country = 1', "no closing quote"],
    ["country = 1 /* and", "no end"],
    ["country = 1 /* a /* b */ */", "comment inside a comment"],
    ["true) OR (true", "')' in the row policy closes nothing"],
    [`(country = ${USER}`, "')' is missing"],
    ["a[1 = 2", "']' is missing"],
    ["a[(1])", "closes nothing"],
    ["true; DROP TABLE orders", "without a semicolon"],
    ["-- nothing", "says nothing"],
    ["a = 1\0", "cannot be seen"],
    // A literal that follows E, or a literal with a line break between, is read on by the engine as part of another one.
    [`country = E${USER}`, "needs a space"],
    [`country = E'\\' ${USER} \\''`, "'\\' has no place"],
    [`country = E'a' OR x = ${USER}`, "backslash escapes"],
    [`country = ${USER}x`, "needs a space"],
    [`country = 'a'\n${USER}`, "stands an operator"],
    [`country = ${USER}\n'a'`, "stands an operator"],
    [`country = ${USER} -- x\n'a'`, "stands an operator"],
    [`country = ${USER}${USER}`, "stands an operator"],
    [`"country"${USER}`, "stands an operator"],
  ])("is refused as %s", (text, reason) => {
    expect(reasonOf(text)).toContain(reason);
  });
});

test.each([
  "random() < 0.5",
  "country = 'DE' OR RANDOM () < 0.1",
  'pg_catalog."random"() < 0.1',
  "rand() < 0.5",
  "tags.array_shuffle()[1] = 'a'",
  "uuid()::text < 'f'",
  "random /* now */ () < 0.5",
])("a row policy cannot be left to chance: %s", (text) => {
  expect(readRowPolicy(text)).toMatchObject({ kind: "malformed", code: "TS-POLICY-003", reason: expect.stringContaining("chance") });
});

test.each(["random = 1", "uuid IN ('a')", "country = 'random()'", "random_number(1) = 1", "now() > since"])("while %s is none", (text) => {
  expect(reasonOf(text)).toBeNull();
});

describe("in a catalog", () => {
  const rows = (text: string) => `access:\n  rows: ${JSON.stringify(text)}`;
  const policy = "  policy: {attributes: [country]}\n";

  test("a row policy that is not understood leaves the dataset out", () => {
    const { orders, problems } = parseOrders(rows(`id = '${USER}'`), policy);
    expect(orders).toBeNull();
    expect(placesOf(problems)).toContain("error TS-POLICY-001 c.yaml:7");
  });

  test("a row policy that is left to chance does, too", () => {
    const { orders, problems } = parseOrders(rows("random() < 0.5"), policy);
    expect(orders).toBeNull();
    expect(placesOf(problems)).toContain("error TS-POLICY-003 c.yaml:7");
  });

  test("an attribute that the policy does not list leaves the dataset out, with the nearest one as a hint", () => {
    const { orders, problems } = parseOrders(rows(`id = \${user.contry}`), policy);
    expect(orders).toBeNull();
    expect(problems.find(({ code }) => code === "TS-POLICY-002")?.hint).toBe("Did you mean 'country'?");
    expect(parseOrders(rows(`id = ${USER}`)).orders).toBeNull();
  });

  test("a row policy of known attributes is kept as written", () => {
    expect(parseOrders(rows(`id = ${USER}`), policy).orders?.access.rows).toBe(`id = ${USER}`);
  });

  test("while a file is broken, the policy that may stand in it is not held against others", () => {
    const { problems } = parseOrders(rows(`id = ${USER}`), "  datasets: 3\n");
    expect(placesOf(problems, "TS-POLICY-002")).toEqual([]);
  });
});
