import { expect, test } from "vitest";
import { mentionsIn, wantedAfter } from "#components/console/mentions.ts";

const namesIn = (sql: string) => mentionsIn(sql).map(({ name, alias }) => (name === alias ? name : `${name} as ${alias}`));

test.for([
  ["SELECT * FROM orders", ["orders"]],
  ["SELECT * FROM orders o JOIN customers AS c ON o.customer_id = c.customer_id", ["orders as o", "customers as c"]],
  ['select * from "Big Orders" b where b.x', ["Big Orders as b"]],
  ["SELECT * FROM prod.orders WHERE 1", ["prod.orders as orders"]],
  ["SELECT 'from secrets' -- from notes\nFROM orders /* join payments */", ["orders"]],
  ["WITH a AS (SELECT * FROM orders) SELECT * FROM a, customers c", ["orders", "a", "customers as c"]],
  ["FROM orders LEFT JOIN payments USING (order_id)", ["orders", "payments"]],
  ["SELECT status, total FROM orders GROUP BY a, b", ["orders"]],
  ['SELECT * FROM "a,b" x, orders', ["a,b as x", "orders"]],
  ["SELECT 1", []],
] as const)("%s names %j", ([sql, names]) => {
  expect(namesIn(sql)).toEqual(names);
});

test.for([
  ["SELECT * FROM ", "dataset"],
  ["SELECT * FROM orders o\nJOIN ", "dataset"],
  ["SELECT * FROM orders, ", "dataset"],
  ["SELECT ", "expression"],
  ["SELECT a, ", "expression"],
  ["SELECT * FROM orders WHERE ", "expression"],
  ["SELECT * FROM orders WHERE x IN (1, ", "expression"],
  ["SELECT 'from ", "expression"],
  ["", "expression"],
] as const)("after %j a %s is expected", ([before, wanted]) => {
  expect(wantedAfter(before)).toBe(wanted);
});
