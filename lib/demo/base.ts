import { DAY_MS, type Shop, sqlTime } from "./shop.ts";

/** Months of order history that a run needs, `[from, to)` in milliseconds since 1970. */
export interface Window {
  readonly from: number;
  readonly to: number;
}

/** Orders of every day since the first: weekday, season, growth and noise. `first_no` numbers the orders through. */
export function daysSql(shop: Shop, until: number): string {
  const scale = shop.customers / 50_000;
  const first = sqlTime(shop.firstDay);
  return `CREATE TABLE days AS
    SELECT day, n, sum(n) OVER (ORDER BY day)::BIGINT - n AS first_no FROM (
      SELECT day, greatest(1, round(${scale} * 1000 * [1.04, 0.94, 0.93, 0.99, 1.07, 0.92, 1.11][isodow(day)]
          * (1 + 0.12 * cos(2 * pi() * (dayofyear(day) - 345) / 365.0))
          * (0.8 + 0.4 * date_diff('day', ${first}, day) / 400.0) * (0.95 + 0.1 * rnd(epoch(day)::BIGINT, 'day'))))::BIGINT AS n
      FROM (SELECT unnest(range(${first}, ${sqlTime(until + DAY_MS)}, INTERVAL 1 DAY)) AS day))`;
}

/** One row an order placed in the window, with everything that will ever happen to it; readers cut at their load's time. */
export function ordersSql(window: Window): string {
  return `CREATE TABLE o AS
    WITH numbered AS (
      SELECT first_no + k AS no, later(day, 86400 * day_share((k + rnd(first_no + k, 'time') * 0.999) / n)) AS placed_at
      FROM (SELECT first_no, day, n, unnest(range(n)) AS k FROM days WHERE day >= ${sqlTime(window.from)} AND day < ${sqlTime(window.to)})),
    placed AS (
      SELECT no, placed_at, customers_at(placed_at - INTERVAL 2 HOUR) AS existing, rnd(no, 'who') AS who, rnd(no, 'cancel') AS c, rnd(no, 'pay') AS p FROM numbered),
    paid AS (
      SELECT no, placed_at,
        CASE WHEN rnd(no, 'new') < 0.15 THEN greatest(1, existing - floor(existing * 0.02 * who)::BIGINT)
             ELSE 1 + floor(existing * pow(who, 2.3))::BIGINT END AS customer_no,
        CASE WHEN c < 0.03 THEN later(placed_at, 600 + 80000 * rnd(no, 'cancelled')) END AS cancelled_at,
        CASE WHEN c < 0.022 THEN NULL WHEN p < 0.9 THEN later(placed_at, 5 + 400 * p) ELSE later(placed_at, 3600 * (2 + 460 * (p - 0.9))) END AS paid_at
      FROM placed),
    shipped AS (SELECT *, CASE WHEN cancelled_at IS NULL THEN later(paid_at, 3600 * (4 + 44 * rnd(no, 'ship'))) END AS shipped_at FROM paid),
    delivered AS (SELECT *, later(shipped_at, 86400 * (0.8 + 4 * pow(rnd(no, 'deliver'), 1.6))) AS delivered_at FROM shipped)
    SELECT *, CASE WHEN rnd(no, 'return') < 0.06 THEN later(delivered_at, 86400 * (2 + 16 * rnd(no, 'returned'))) END AS returned_at,
      country(customer_no) AS country, pick([1, 1, 1, 2, 2, 2, 3, 3, 4, 6], rnd(no, 'lines')) AS n_lines,
      10000000 + no AS order_id
    FROM delivered`;
}

/** One row an order line of the window. */
export function linesSql(): string {
  return `CREATE TABLE l AS
    SELECT no, order_id, placed_at, line::INT AS line_no, product, quantity, price(product) AS unit_price, discount,
      round(price(product) * quantity * (100 - discount) / 100.0, 2)::DECIMAL(12,2) AS line_total
    FROM (
      SELECT no, order_id, placed_at, line, product_no(rnd(no * 8 + line, 'product')) AS product,
        pick([1, 1, 1, 1, 2, 2, 3], rnd(no * 8 + line, 'quantity')) AS quantity,
        CASE WHEN rnd(no, 'discounted') < 0.18 THEN pick([5, 10, 15, 20], rnd(no, 'discount')) ELSE 0 END AS discount
      FROM (SELECT no, order_id, placed_at, unnest(range(1, n_lines + 1)) AS line FROM o))`;
}

/** The orders of the window with what each cost. */
export function pricedOrdersSql(): string {
  return `CREATE TABLE priced AS
    SELECT * FROM o JOIN (SELECT no, sum(line_total)::DECIMAL(12,2) AS goods, CASE WHEN sum(line_total) >= 60 THEN 0 ELSE 4.90 END::DECIMAL(12,2) AS shipping, sum(quantity)::INT AS items
    FROM l GROUP BY no) USING (no) ORDER BY no`;
}
