import type { Schedule } from "./schedule.ts";
import { DAY_MS, sqlTime } from "./shop.ts";

/** A customer is segmented when seen (an order or a visit) within this many days. */
export const SEGMENTATION_WINDOW_DAYS = 7;
/** Snapshots at the first start, and how many are kept. */
export const FIRST_SNAPSHOTS = 14;
export const KEPT_SNAPSHOTS = 30;

/**
 * Ready at about 09:41 UTC, before 6 AM in New York; on two days in 101 only after noon UTC. A second run in the evening takes the place
 * of the day's first one: with one run a day, the age would go over the promised 24 hours for a minute every day.
 */
export const SEGMENTATION_SCHEDULE: Schedule = { every: 720, offset: 581, late: 2, lateBy: 9_300, salt: 50 };

/** Spending of the last year, in euros, from which a customer counts as of high or medium value. */
const HIGH_VALUE = 1_500;
const MEDIUM_VALUE = 500;
/** Days without an order after which a customer counts as churned. */
const CHURN_DAYS = 90;

/**
 * One snapshot of the day of `cutoff`: the segment of every customer seen in the last `windowDays` days before `cutoff`. Reads the datasets `orders`
 * and `web_sessions` as any other job would.
 * @param cutoff milliseconds since 1970, exclusive
 * @param finishedAt milliseconds since 1970: `updated_at` of every row
 */
export function segmentationSql(cutoff: number, finishedAt: number, windowDays = SEGMENTATION_WINDOW_DAYS): string {
  const end = sqlTime(cutoff);
  const since = sqlTime(cutoff - windowDays * DAY_MS);
  return `
    WITH seen AS (
      SELECT customer_id FROM orders WHERE placed_at >= ${since} AND placed_at < ${end}
      UNION
      SELECT customer_id FROM web_sessions WHERE customer_id IS NOT NULL AND started_at >= ${since} AND started_at < ${end}
    ),
    bought AS (
      SELECT customer_id, count(*) AS orders, sum(total) AS spent, max(placed_at) AS last_order
      FROM orders
      -- An order that was cancelled later still counted then.
      WHERE (status <> 'cancelled' OR updated_at >= ${end}) AND placed_at >= ${sqlTime(cutoff - 365 * DAY_MS)} AND placed_at < ${end}
      GROUP BY customer_id
    )
    SELECT
      ${sqlTime(cutoff)}::DATE AS snapshot_date,
      customer_id,
      CASE
        WHEN last_order IS NULL OR last_order < ${sqlTime(cutoff - CHURN_DAYS * DAY_MS)} THEN 'churned'
        WHEN spent >= ${HIGH_VALUE} THEN 'high_value'
        WHEN spent >= ${MEDIUM_VALUE} THEN 'medium_value'
        ELSE 'low_value'
      END AS segment,
      round(0.52 + 0.47 * (1 - exp(-coalesce(orders, 3) / 4.0)), 3)::FLOAT AS confidence,
      ${sqlTime(finishedAt)} AS updated_at
    FROM seen LEFT JOIN bought USING (customer_id)`;
}
