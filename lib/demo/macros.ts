import { EARLY_CUSTOMERS, HISTORY_DAYS, PRODUCTS, type Shop, sqlList, sqlTime } from "./shop.ts";

/** Orders by hour of the day (UTC), relative. */
const HOURS = [14, 10, 8, 8, 9, 12, 18, 30, 42, 50, 56, 60, 66, 58, 52, 52, 58, 70, 88, 102, 108, 92, 56, 22];

/** At which share of the day 0 %, 1 %, … 100 % of the day's orders were placed. */
function dayQuantiles(): number[] {
  const total = HOURS.reduce((sum, weight) => sum + weight, 0);
  return Array.from({ length: 101 }, (_, percent) => {
    let rest = (percent / 100) * total;
    const hour = HOURS.findIndex((weight) => {
      if (rest <= weight) return true;
      rest -= weight;
      return false;
    });
    return hour === -1 ? 1 : Math.round(((hour + rest / (HOURS[hour] ?? 1)) / 24) * 1e6) / 1e6;
  });
}

/**
 * Functions that turn a number and a tag into the same "random" value every time. A customer's country or a product's price
 * is computed wherever it is needed, so no step depends on what another step wrote.
 */
export function macroSql(shop: Shop): string[] {
  const early = Math.round(shop.customers * EARLY_CUSTOMERS);
  const perDay = (shop.customers - early) / HISTORY_DAYS;
  const first = sqlTime(shop.firstDay);
  const daysSince = (time: string) => `((epoch_us(${time}) - epoch_us(${first})) / 86400000000.0)`;
  return [
    // Hashed twice: the hash of two values is an XOR of theirs, so two tags would give numbers that follow each other.
    "rnd(k, tag) AS (hash(hash(k, tag)) >> 11)::DOUBLE / 9007199254740992.0",
    // The last bin of `list` is reached only by 1.0, which rnd() never returns.
    "pick(list, u) AS list[1 + floor(u * len(list))::INT]",
    `day_share(p) AS ${sqlList(dayQuantiles())}[1 + floor(p * 100)::INT] + (p * 100 - floor(p * 100)) * (${sqlList(dayQuantiles())}[2 + floor(p * 100)::INT] - ${sqlList(dayQuantiles())}[1 + floor(p * 100)::INT])`,
    "later(t, seconds) AS t + to_microseconds(floor(seconds)::BIGINT * 1000000)",
    `customers_at(t) AS ${early} + floor(${perDay} * ${daysSince("t")})::BIGINT`,
    `signup(no) AS later(${first}, CASE WHEN no <= ${early} THEN -86400 * 1100 * (1 - no / ${early}.0) ELSE 86400 * (no - ${early} + rnd(no, 'signup') * 0.9) / ${perDay} END)`,
    "customer_id(no) AS 'C' || (1000000 + no)",
    `country(no) AS pick(${sqlList(["DE", "DE", "DE", "DE", "GB", "GB", "GB", "FR", "FR", "NL", "NL", "AT", "ES", "IT", "SE"])}, rnd(no, 'country'))`,
    "product_id(no) AS 'P' || lpad(no::VARCHAR, 4, '0')",
    `product_no(u) AS 1 + floor(${PRODUCTS} * pow(u, 1.5))::INT`,
    "price(no) AS (floor(pow(rnd(no, 'price'), 2.2) * 110) + 3 + pick([0.49, 0.95, 0.99, 0.90], rnd(no, 'cents')))::DECIMAL(10,2)",
    `campaign_no(t) AS greatest(0, floor(${daysSince("t")} / 12)::INT)`,
    "campaign_id(no) AS 'CMP-' || lpad(no::VARCHAR, 4, '0')",
    "campaign_channel(no) AS pick(['email', 'search', 'social', 'affiliate', 'display'], rnd(no, 'channel'))",
  ].map((definition) => `CREATE MACRO ${definition}`);
}
