import { DAILY, type DemoDataset, HOURLY, monthly, SINGLE } from "./dataset.ts";
import { HISTORY_DAYS, PRODUCTS } from "./shop.ts";

const WAREHOUSE = "pick(['WH1', 'WH1', 'WH2', 'WH3'], rnd(no, 'warehouse'))";
/** Days that the carrier promised from hand-over to delivery. */
const PROMISED_DAYS = 4;

export const LOGISTICS: readonly DemoDataset[] = [
  {
    name: "warehouses",
    format: "csv",
    schedule: DAILY,
    layout: SINGLE,
    needs: "nothing",
    select: ({
      asOf,
      loadedAt,
    }) => `SELECT *, ${asOf} - INTERVAL 1 HOUR AS updated_at, ${loadedAt(`${asOf} - INTERVAL 1 HOUR`)} AS loaded_at
      FROM (VALUES ('WH1', 'Lindental', 'DE', 42000), ('WH2', 'Harborough', 'GB', 18000), ('WH3', 'Valmont', 'FR', 12500)) AS w(warehouse_id, city, country, storage_places)`,
  },
  {
    name: "shipments",
    format: "parquet",
    schedule: HOURLY,
    layout: monthly(14, HISTORY_DAYS),
    needs: "orders",
    select: ({ asOf, loadedAt, inWindow }) => `SELECT *, ${loadedAt("updated_at")} AS loaded_at FROM (
      SELECT 20000000 + order_id AS shipment_id, order_id, ${WAREHOUSE} AS warehouse_id, pick(['Nordparcel', 'Swift Post', 'Greenwheel'], rnd(no, 'carrier')) AS carrier, country AS destination,
        shipped_at, shipped_at + INTERVAL ${PROMISED_DAYS} DAY AS promised_at, if(delivered_at < ${asOf}, delivered_at, NULL) AS delivered_at,
        CASE WHEN delivered_at < ${asOf} THEN 'delivered' ELSE 'on_the_way' END AS status, (3.1 + 0.6 * n_lines + 2 * rnd(no, 'freight'))::DECIMAL(8,2) AS cost,
        greatest(shipped_at, if(delivered_at < ${asOf}, delivered_at, NULL)) AS updated_at
      FROM o WHERE shipped_at < ${asOf} AND ${inWindow("placed_at")})`,
  },
  {
    name: "returns",
    format: "csv",
    schedule: DAILY,
    layout: monthly(40, HISTORY_DAYS),
    needs: "lines",
    select: ({ asOf, loadedAt, inWindow }) => `SELECT 'RET' || order_id AS return_id, order_id, returned_at, reason, goods AS refund,
        CASE WHEN later(returned_at, 86400 * 4) < ${asOf} THEN 'refunded' ELSE 'in_inspection' END AS status,
        if(later(returned_at, 86400 * 4) < ${asOf}, later(returned_at, 86400 * 4), returned_at) AS updated_at,
        ${loadedAt(`if(later(returned_at, 86400 * 4) < ${asOf}, later(returned_at, 86400 * 4), returned_at)`)} AS loaded_at
      FROM (SELECT *, pick(['does not fit', 'damaged', 'not as described', 'changed my mind', 'arrived too late'], rnd(no, 'reason')) AS reason FROM priced)
      WHERE returned_at < ${asOf} AND ${inWindow("placed_at")}`,
  },
  {
    name: "stock_levels",
    format: "parquet",
    schedule: { ...HOURLY, late: 0 },
    layout: SINGLE,
    needs: "nothing",
    stopped: true,
    select: ({
      asOf,
      loadedAt,
    }) => `SELECT product_id(no) AS product_id, warehouse_id, on_hand, least(on_hand, floor(on_hand * 0.3 * rnd(no * 4 + w, 'reserved'))::INT) AS reserved,
        (10 + floor(40 * rnd(no, 'reorder')))::INT AS reorder_below, counted_at, ${loadedAt("counted_at")} AS loaded_at FROM (
      SELECT no, w, 'WH' || w AS warehouse_id, floor(400 * pow(rnd(no * 4 + w, 'stock'), 2))::INT AS on_hand, ${asOf} - to_seconds(1 + floor(3000 * rnd(no * 4 + w, 'count'))::INT) AS counted_at
        FROM (SELECT unnest(range(1, ${PRODUCTS + 1})) AS no), unnest(range(1, 4)) AS t(w)) ORDER BY product_id, warehouse_id`,
  },
];
