import { DAILY, type DemoDataset, HOURLY, monthly, SINGLE } from "./dataset.ts";
import type { Schedule } from "./schedule.ts";
import { HISTORY_DAYS } from "./shop.ts";

/** After the daily sales, from which the ledger is booked. */
const DAILY_LATER: Schedule = { ...DAILY, offset: DAILY.offset + 20 };
/** Salaries are booked once a day into the month that is over. */
const NIGHTLY: Schedule = { ...DAILY, offset: 120, late: 0 };

/** Sales of every whole day, from the orders as they were written. */
const salesByDay = (
  asOf: string,
  where: string,
) => `SELECT placed_at::DATE AS day, country, count(*) AS orders, count(DISTINCT customer_id) AS customers, sum(items)::BIGINT AS items,
    sum(total)::DECIMAL(14,2) AS revenue FROM read_parquet('orders/*.parquet') WHERE placed_at < ${asOf}::DATE ${where} GROUP BY 1, 2`;
/** An order that was cancelled after the load still counted then. */
const notCancelled = (asOf: string) => `AND (status <> 'cancelled' OR updated_at >= ${asOf})`;

export const FINANCE: readonly DemoDataset[] = [
  {
    name: "daily_sales",
    format: "parquet",
    schedule: DAILY,
    layout: SINGLE,
    needs: "files",
    select: ({
      asOf,
      loadedAt,
    }) => `SELECT day, country, orders, customers, items, revenue, round(revenue / orders, 2)::DECIMAL(10,2) AS average_order, ${loadedAt("day::TIMESTAMP + INTERVAL 20 HOUR")} AS loaded_at
      FROM (${salesByDay(asOf, notCancelled(asOf))}) ORDER BY day, country`,
  },
  {
    name: "daily_sales_v1",
    format: "csv",
    schedule: DAILY,
    layout: SINGLE,
    needs: "files",
    select: ({ asOf, loadedAt }) =>
      `SELECT day, sum(orders)::BIGINT AS orders, sum(revenue)::DECIMAL(14,2) AS revenue, ${loadedAt("day::TIMESTAMP + INTERVAL 20 HOUR")} AS loaded_at FROM (${salesByDay(asOf, "")}) GROUP BY day ORDER BY day`,
  },
  {
    name: "payments",
    format: "parquet",
    schedule: HOURLY,
    layout: monthly(32, HISTORY_DAYS),
    needs: "lines",
    select: ({ asOf, loadedAt, inWindow }) => `SELECT *, ${loadedAt("updated_at")} AS loaded_at FROM (
      SELECT 10000000 + order_id AS payment_id, order_id, method, (goods + shipping)::DECIMAL(12,2) AS amount, round((goods + shipping) * 0.014 + 0.1, 2)::DECIMAL(8,2) AS fee,
        CASE WHEN returned_at < ${asOf} OR cancelled_at < ${asOf} THEN 'refunded' ELSE 'captured' END AS status,
        CASE WHEN method = 'card' THEN lpad(floor(rnd(no, 'card') * 10000)::INT::VARCHAR, 4, '0') END AS card_last4, paid_at,
        greatest(paid_at, if(returned_at < ${asOf}, returned_at, NULL), if(cancelled_at < ${asOf}, cancelled_at, NULL)) AS updated_at
      FROM (SELECT *, CASE WHEN rnd(no, 'pay') < 0.9 THEN pick(['card', 'card', 'wallet', 'wallet', 'invoice'], rnd(no, 'method')) ELSE 'bank_transfer' END AS method FROM priced)
      WHERE paid_at < ${asOf} AND ${inWindow("placed_at")})`,
  },
  {
    name: "invoices",
    format: "parquet",
    schedule: DAILY,
    layout: monthly(40, HISTORY_DAYS),
    needs: "lines",
    select: ({
      asOf,
      loadedAt,
      inWindow,
    }) => `SELECT 'INV' || order_id AS invoice_id, order_id, customer_id(customer_no) AS customer_id, shipped_at::DATE AS issued_on, (shipped_at + INTERVAL 14 DAY)::DATE AS due_on,
        round((goods + shipping) / 1.19, 2)::DECIMAL(12,2) AS net, (goods + shipping - round((goods + shipping) / 1.19, 2))::DECIMAL(12,2) AS vat, (goods + shipping)::DECIMAL(12,2) AS gross,
        CASE WHEN returned_at < ${asOf} THEN 'credited' ELSE 'paid' END AS status, ${loadedAt(`greatest(shipped_at, if(returned_at < ${asOf}, returned_at, NULL))`)} AS loaded_at
      FROM priced WHERE shipped_at < ${asOf} AND ${inWindow("placed_at")}`,
  },
  {
    name: "ledger_entries",
    format: "csv",
    schedule: DAILY_LATER,
    layout: SINGLE,
    needs: "files",
    // Every day has a debit of the receivables and credits of revenue and VAT that add up to it.
    select: ({
      asOf,
      loadedAt,
    }) => `SELECT strftime(day, '%Y%m%d') || '-' || account AS entry_id, day AS booked_on, account, account_name, debit, credit, ${loadedAt("day::TIMESTAMP + INTERVAL 20 HOUR")} AS loaded_at FROM (
      SELECT day, unnest([1200, 4000, 3800]) AS account, unnest(['Receivables', 'Revenue', 'VAT']) AS account_name, unnest([revenue, 0, 0])::DECIMAL(14,2) AS debit,
        unnest([0, revenue - vat, vat])::DECIMAL(14,2) AS credit
      FROM (SELECT day, sum(revenue)::DECIMAL(14,2) AS revenue, round(sum(revenue) * 19 / 119, 2)::DECIMAL(14,2) AS vat FROM (${salesByDay(asOf, notCancelled(asOf))}) GROUP BY day)) ORDER BY day, account`,
  },
  {
    name: "salary_costs",
    format: "csv",
    schedule: NIGHTLY,
    layout: SINGLE,
    needs: "nothing",
    select: ({
      asOf,
      loadedAt,
    }) => `SELECT month::DATE AS month, department, headcount, gross_pay, round(gross_pay * 0.21, 2)::DECIMAL(12,2) AS employer_contributions, ${loadedAt("month + INTERVAL 1 MONTH")} AS loaded_at FROM (
      SELECT month, department, headcount, (headcount * (2900 + 1900 * rnd(nr, 'pay')) * (1 + 0.002 * k))::DECIMAL(12,2) AS gross_pay FROM (
        SELECT date_trunc('month', ${asOf}) - to_months(24 - k::INT) AS month, 24 - k AS k, nr, ['Shop', 'Warehouse', 'Customer service', 'Marketing', 'Finance', 'Data and IT', 'Buying', 'Management'][nr] AS department,
          (6 + floor(34 * rnd(nr, 'head')))::INT AS headcount FROM unnest(range(0, 24)) AS m(k), unnest(range(1, 9)) AS d(nr)))
      ORDER BY month, department`,
  },
];
