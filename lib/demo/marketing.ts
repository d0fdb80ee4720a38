import { DAILY, type DemoDataset, monthly, SINGLE } from "./dataset.ts";
import type { Schedule } from "./schedule.ts";
import { DAY_MS, DUPLICATE_SHARE, SESSION_DAYS, sqlTime } from "./shop.ts";

const QUARTER_HOUR: Schedule = { every: 15, offset: 1, late: 3, lateBy: 600, salt: 71 };

/** Numbers of the campaigns that had been planned before `asOf`; one starts every 12 days and runs for 20. */
const campaigns = (asOf: string) => `(SELECT unnest(range(0, campaign_no(${asOf}) + 2)) AS no)`;

export const MARKETING: readonly DemoDataset[] = [
  {
    name: "campaigns",
    format: "csv",
    schedule: DAILY,
    layout: SINGLE,
    needs: "nothing",
    select: ({ shop, asOf, loadedAt }) => `SELECT campaign_id, name, channel, starts_on, ends_on, budget,
        CASE WHEN starts_on > ${asOf}::DATE THEN 'planned' WHEN ends_on < ${asOf}::DATE THEN 'finished' ELSE 'running' END AS status,
        least(${asOf} - INTERVAL 2 HOUR, ends_on + INTERVAL 9 HOUR) AS updated_at, ${loadedAt(`least(${asOf} - INTERVAL 2 HOUR, ends_on + INTERVAL 9 HOUR)`)} AS loaded_at
      FROM (SELECT campaign_id(no) AS campaign_id, pick(['Spring on the balcony', 'Bring the garden in', 'Long tables', 'Light for dark evenings', 'Gifts that grow', 'Tidy by Friday', 'Welcome back', 'Picnic weeks'], rnd(no, 'theme')) || ' ' || no AS name,
          campaign_channel(no) AS channel, (${sqlTime(shop.firstDay)} + to_days(12 * no::INT))::DATE AS starts_on, (${sqlTime(shop.firstDay)} + to_days(12 * no::INT + 20))::DATE AS ends_on,
          (2000 + 500 * floor(rnd(no, 'budget') * 24))::DECIMAL(10,2) AS budget FROM ${campaigns(asOf)}) ORDER BY campaign_id`,
  },
  {
    name: "marketing_spend",
    format: "csv",
    schedule: DAILY,
    layout: SINGLE,
    needs: "nothing",
    select: ({
      shop,
      asOf,
      loadedAt,
    }) => `SELECT day, campaign_id, channel, round(spend, 2)::DECIMAL(10,2) AS spend, floor(spend * (40 + 60 * rnd(no, day)))::BIGINT AS impressions,
        floor(spend * (0.6 + 1.6 * rnd(day, no)))::BIGINT AS clicks, ${loadedAt("day::TIMESTAMP + INTERVAL 20 HOUR")} AS loaded_at
      FROM (SELECT (${sqlTime(shop.firstDay)} + to_days(12 * no::INT + nr::INT))::DATE AS day, no, campaign_id(no) AS campaign_id, campaign_channel(no) AS channel,
          (2000 + 500 * floor(rnd(no, 'budget') * 24)) / 20 * (0.7 + 0.6 * rnd(no * 32 + nr, 'spend')) AS spend
        FROM ${campaigns(asOf)}, unnest(range(0, 20)) AS t(nr)) WHERE day < ${asOf}::DATE ORDER BY day, campaign_id`,
  },
  {
    name: "web_sessions",
    format: "parquet",
    schedule: QUARTER_HOUR,
    layout: monthly(1, SESSION_DAYS, 12),
    needs: "nothing",
    // A session that the tracker sent twice is there twice, with the same id.
    select: ({ shop, window, asOf, loadedAt, inWindow }) => `WITH visits AS MATERIALIZED (
        SELECT first_no * 4 + k AS no, later(day, 86400 * day_share((k + rnd(first_no * 4 + k, 'visit') * 0.999) / visits)) AS started_at
        FROM (SELECT first_no, day, n * 3 AS visits, unnest(range(n * 3)) AS k FROM days WHERE day >= ${sqlTime(Math.max(window.from, shop.anchor - SESSION_DAYS * DAY_MS))} AND day < ${sqlTime(window.to)})),
      sent AS (SELECT * FROM visits UNION ALL SELECT * FROM visits WHERE rnd(no, 'twice') < ${DUPLICATE_SHARE})
      SELECT to_hex(hash(no, 'session') | 9223372036854775808::UBIGINT) AS session_id,
        CASE WHEN rnd(no, 'known') < 0.6 THEN customer_id(1 + floor(customers_at(started_at - INTERVAL 2 HOUR) * pow(rnd(no, 'visitor'), 1.1))::BIGINT) END AS customer_id,
        started_at, (8 + floor(1500 * pow(rnd(no, 'stay'), 3)))::INT AS duration_seconds, (1 + floor(14 * pow(rnd(no, 'pages'), 2)))::INT AS pages,
        pick(['phone', 'phone', 'phone', 'computer', 'computer', 'tablet'], rnd(no, 'device')) AS device, origin,
        CASE WHEN origin = 'campaign' THEN campaign_id(campaign_no(started_at - INTERVAL 1 DAY)) END AS campaign_id,
        rnd(no, 'cart') < 0.21 AS added_to_cart, rnd(no, 'cart') < 0.07 AS ordered, ${loadedAt("started_at")} AS loaded_at
      FROM (SELECT no, started_at, pick(['direct', 'direct', 'search', 'search', 'search', 'campaign', 'social', 'email'], rnd(no, 'origin')) AS origin FROM sent)
      WHERE started_at < ${asOf} AND ${inWindow("started_at")}`,
  },
];
