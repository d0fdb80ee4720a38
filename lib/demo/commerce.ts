import { DAILY, type DemoDataset, HOURLY, monthly, SINGLE, TEN_MINUTES } from "./dataset.ts";
import { HISTORY_DAYS, PRODUCTS, sqlList, sqlTime } from "./shop.ts";

const FIRST = [
  "Anna",
  "Ben",
  "Clara",
  "David",
  "Elif",
  "Felix",
  "Greta",
  "Hugo",
  "Ines",
  "Jonas",
  "Kira",
  "Luca",
  "Mira",
  "Noah",
  "Olga",
  "Paul",
  "Rosa",
  "Sami",
  "Tessa",
  "Yara",
];
const LAST = [
  "Adler",
  "Baker",
  "Costa",
  "Dubois",
  "Evans",
  "Fischer",
  "Garcia",
  "Hansen",
  "Ivanov",
  "Jansen",
  "Keller",
  "Lambert",
  "Moreau",
  "Novak",
  "Olsen",
  "Peters",
  "Ricci",
  "Schmid",
  "Taylor",
  "Weber",
];
const CITIES = [
  "Northfield",
  "Ashbourne",
  "Millbrook",
  "Lindental",
  "Westhaven",
  "Rosenau",
  "Clearwater",
  "Harborough",
  "Steinach",
  "Valmont",
];
const GOODS = [
  "planter",
  "watering can",
  "lantern",
  "garden chair",
  "herb set",
  "throw blanket",
  "storage box",
  "bird feeder",
  "table runner",
  "candle",
  "trellis",
  "doormat",
];
const LOOKS = ["oak", "terracotta", "linen", "slate", "copper", "willow", "ivory", "moss", "cobalt", "amber"];

const allCustomers = (asOf: string) => `(SELECT unnest(range(1, customers_at(${asOf}) + 1)) AS no)`;
const name = (list: readonly string[], tag: string) => `pick(${sqlList(list)}, rnd(no, '${tag}'))`;
const email = `lower(${name(FIRST, "first")} || '.' || ${name(LAST, "last")}) || no || '@example.com'`;

export const COMMERCE: readonly DemoDataset[] = [
  {
    name: "customers",
    format: "parquet",
    schedule: HOURLY,
    layout: SINGLE,
    needs: "nothing",
    select: ({ asOf, loadedAt }) => `SELECT *, ${loadedAt("updated_at")} AS loaded_at FROM (
      SELECT customer_id(no) AS customer_id, ${email} AS email, country(no) AS country,
        (1942 + floor(rnd(no, 'birth') * 64))::SMALLINT AS birth_year, signup_at, pick(['web', 'app', 'shop', 'friend'], rnd(no, 'via')) AS signup_channel,
        rnd(no, 'news') < 0.57 AS newsletter,
        CASE WHEN rnd(no, 'edit') < 0.3 AND later(signup_at, 86400 * 300 * rnd(no, 'edited')) < ${asOf} THEN later(signup_at, 86400 * 300 * rnd(no, 'edited')) ELSE signup_at END AS updated_at
      FROM (SELECT no, signup(no) AS signup_at FROM ${allCustomers(asOf)}) WHERE signup_at < ${asOf}) ORDER BY customer_id`,
  },
  {
    name: "customer_contacts",
    format: "parquet",
    schedule: HOURLY,
    layout: SINGLE,
    needs: "nothing",
    select: ({
      asOf,
      loadedAt,
    }) => `SELECT customer_id(no) AS customer_id, ${name(FIRST, "first")} || ' ' || ${name(LAST, "last")} AS full_name, ${email} AS email,
        '+44 7700 900' || lpad(floor(rnd(no, 'phone') * 1000)::INT::VARCHAR, 3, '0') AS phone,
        (1 + floor(rnd(no, 'house') * 120))::INT || ' ' || ${name(LAST, "street")} || ' Street' AS street, ${name(CITIES, "city")} AS city,
        lpad(floor(rnd(no, 'zip') * 99999)::INT::VARCHAR, 5, '0') AS postcode, country(no) AS country, signup(no) AS updated_at, ${loadedAt("signup(no)")} AS loaded_at
      FROM ${allCustomers(asOf)} WHERE signup(no) < ${asOf} ORDER BY no`,
  },
  {
    name: "products",
    format: "csv",
    schedule: DAILY,
    layout: SINGLE,
    needs: "nothing",
    select: ({
      shop,
      asOf,
      loadedAt,
    }) => `SELECT product_id, name, category, list_price, purchase_price, weight_kg, status, updated_at, ${loadedAt("updated_at")} AS loaded_at FROM (
      SELECT product_id(no) AS product_id, ${name(LOOKS, "look")} || ' ' || ${name(GOODS, "goods")} || ' no. ' || no AS name,
        pick(['garden', 'home', 'kitchen', 'lighting', 'storage', 'gifts'], rnd(no, 'category')) AS category, price(no) AS list_price,
        round(price(no) * (0.38 + 0.25 * rnd(no, 'cost')), 2)::DECIMAL(10,2) AS purchase_price, round(0.1 + 8 * pow(rnd(no, 'weight'), 2), 2)::DECIMAL(6,2) AS weight_kg,
        pick(['on_sale', 'on_sale', 'on_sale', 'on_sale', 'on_sale', 'on_sale', 'on_sale', 'discontinued'], rnd(no, 'status')) AS status,
        -- The range is gone through once in 30 days: some products are looked over every day.
        (${asOf} - INTERVAL 1 HOUR - to_days((epoch(${asOf})::BIGINT // 86400 + no)::INT % 30)) AS updated_at
      FROM (SELECT unnest(range(1, ${PRODUCTS + 1})) AS no)) WHERE updated_at > ${sqlTime(shop.firstDay)} ORDER BY product_id`,
  },
  {
    name: "orders",
    format: "parquet",
    schedule: TEN_MINUTES,
    layout: monthly(32, HISTORY_DAYS),
    needs: "lines",
    select: ({ asOf, loadedAt, inWindow }) => `SELECT *, ${loadedAt("updated_at")} AS loaded_at FROM (
      SELECT order_id, customer_id(customer_no) AS customer_id, placed_at,
        CASE WHEN returned_at < ${asOf} THEN 'returned' WHEN delivered_at < ${asOf} THEN 'delivered' WHEN shipped_at < ${asOf} THEN 'shipped'
             WHEN cancelled_at < ${asOf} THEN 'cancelled' WHEN paid_at < ${asOf} THEN 'paid' ELSE 'placed' END AS status,
        pick(['web', 'web', 'web', 'app', 'app', 'shop'], rnd(no, 'channel')) AS channel, country, items, goods AS goods_total, shipping AS shipping_fee,
        (goods + shipping)::DECIMAL(12,2) AS total,
        greatest(placed_at, if(paid_at < ${asOf}, paid_at, NULL), if(cancelled_at < ${asOf}, cancelled_at, NULL), if(shipped_at < ${asOf}, shipped_at, NULL),
          if(delivered_at < ${asOf}, delivered_at, NULL), if(returned_at < ${asOf}, returned_at, NULL)) AS updated_at
      FROM priced WHERE placed_at < ${asOf} AND ${inWindow("placed_at")})`,
  },
  {
    name: "order_lines",
    format: "parquet",
    schedule: TEN_MINUTES,
    layout: monthly(1, HISTORY_DAYS),
    needs: "lines",
    select: ({
      asOf,
      loadedAt,
      inWindow,
    }) => `SELECT order_id, line_no, product_id(product) AS product_id, quantity, unit_price, discount AS discount_percent, line_total,
        placed_at, ${loadedAt("placed_at")} AS loaded_at
      FROM l WHERE placed_at < ${asOf} AND ${inWindow("placed_at")} `,
  },
  {
    name: "subscriptions",
    format: "parquet",
    schedule: HOURLY,
    layout: SINGLE,
    needs: "nothing",
    select: ({ asOf, loadedAt }) => `SELECT *, ${loadedAt("updated_at")} AS loaded_at FROM (
      SELECT subscription_id, customer_id(no) AS customer_id, plan, price_per_month, started_at, if(cancelled_at < ${asOf}, cancelled_at, NULL) AS cancelled_at,
        CASE WHEN cancelled_at < ${asOf} THEN 'cancelled' WHEN rnd(no, 'pause') < 0.06 THEN 'paused' ELSE 'active' END AS status,
        -- A subscription is renewed every 30 days.
        if(cancelled_at < ${asOf}, cancelled_at, later(started_at, 2592000 * ((epoch_us(${asOf}) - epoch_us(started_at)) // 2592000000000))) AS updated_at
      FROM ${subscriptions(asOf)}) ORDER BY subscription_id`,
  },
  {
    name: "subscription_events",
    format: "parquet",
    schedule: HOURLY,
    layout: SINGLE,
    needs: "nothing",
    select: ({
      asOf,
      loadedAt,
    }) => `SELECT subscription_id || '-' || lpad(nr::VARCHAR, 3, '0') AS event_id, subscription_id, event, amount, happened_at, ${loadedAt("happened_at")} AS loaded_at FROM (
      SELECT subscription_id, k AS nr, CASE WHEN k = 0 THEN 'started' ELSE 'renewed' END AS event, price_per_month AS amount, later(started_at, 86400 * 30 * k) AS happened_at, cancelled_at
        FROM (SELECT *, unnest(range(0, 1 + (epoch_us(${asOf}) - epoch_us(started_at)) // 2592000000000)) AS k FROM ${subscriptions(asOf)}) WHERE later(started_at, 86400 * 30 * k) < cancelled_at
      UNION ALL SELECT subscription_id, 999, 'cancelled', 0, cancelled_at, NULL FROM ${subscriptions(asOf)} WHERE cancelled_at < ${asOf})
      WHERE happened_at < ${asOf} ORDER BY happened_at, event_id`,
  },
];

/** One row a subscription that had started before `asOf`, with the end that it will have. */
function subscriptions(asOf: string): string {
  return `(SELECT *, later(started_at, 86400 * (25 + 900 * rnd(no, 'keeps'))) AS cancelled_at, pick([9.90, 9.90, 14.90, 24.90], rnd(no, 'plan'))::DECIMAL(8,2) AS price_per_month,
      pick(['seeds', 'seeds', 'seasons', 'conservatory'], rnd(no, 'plan')) AS plan, 'SUB' || lpad(no::VARCHAR, 7, '0') AS subscription_id
    FROM (SELECT no, later(signup(no), 86400 * (5 + 195 * rnd(no, 'subscribed'))) AS started_at FROM ${allCustomers(asOf)} WHERE rnd(no, 'subscriber') < 0.08)
    WHERE started_at < ${asOf})`;
}
