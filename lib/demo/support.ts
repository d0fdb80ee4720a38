import { DAILY, type DemoDataset, HOURLY, monthly } from "./dataset.ts";
import { HISTORY_DAYS, sqlList } from "./shop.ts";

/** What customers write, by topic. */
const QUESTIONS = {
  delivery: ["Where is my parcel? It should have come on Monday.", "The parcel arrived, but one box is missing."],
  return: ["How do I send this back?", 'The label says "planter", I got a lantern. I would like to return it.'],
  payment: ["I was charged twice, please check.", "Can I still pay by bank transfer, even after ordering?"],
  product: ["Is the watering can frost-proof?", "Does the garden chair come in ivory, and is it oiled?"],
  account: ["I cannot sign in any more.", "Please change my delivery address."],
};
const ANSWERS = [
  "Thank you for writing. I have looked into it and it is on its way.",
  "Sorry for the trouble, we send a new one today.",
  "Done. You will get a message as soon as the money is back.",
];
const TOPICS = Object.keys(QUESTIONS);

/** One row a ticket of the window's orders: about 6 % of the orders lead to one, some days after. */
const tickets = `(SELECT *, 'T' || order_id AS ticket_id, later(created_at, 60 * (4 + 900 * pow(rnd(no, 'reply'), 3))) AS first_reply_at,
    later(created_at, 3600 * (17 + 200 * pow(rnd(no, 'solve'), 3))) AS solved_at, pick(${sqlList(["delivery", "delivery", ...TOPICS])}, rnd(no, 'topic')) AS topic
  FROM (SELECT *, later(placed_at, 86400 * (0.5 + 11 * rnd(no, 'trouble'))) AS created_at FROM o WHERE rnd(no, 'ticket') < 0.06))`;

const question = `CASE topic ${Object.entries(QUESTIONS)
  .map(([topic, texts]) => `WHEN '${topic}' THEN pick(${sqlList(texts)}, rnd(no, 'text'))`)
  .join(" ")} END`;

export const SUPPORT: readonly DemoDataset[] = [
  {
    name: "support_tickets",
    format: "parquet",
    schedule: HOURLY,
    layout: monthly(26, HISTORY_DAYS),
    needs: "orders",
    select: ({ asOf, loadedAt, inWindow }) => `SELECT *, ${loadedAt("updated_at")} AS loaded_at FROM (
      SELECT ticket_id, customer_id(customer_no) AS customer_id, order_id, topic, pick(['email', 'email', 'chat', 'phone'], rnd(no, 'contact')) AS channel,
        pick(['low', 'normal', 'normal', 'high'], rnd(no, 'priority')) AS priority,
        CASE WHEN solved_at < ${asOf} THEN 'solved' WHEN first_reply_at < ${asOf} THEN 'answered' ELSE 'open' END AS status, created_at,
        if(first_reply_at < ${asOf}, first_reply_at, NULL) AS first_reply_at, if(solved_at < ${asOf}, solved_at, NULL) AS solved_at,
        greatest(created_at, if(first_reply_at < ${asOf}, first_reply_at, NULL), if(solved_at < ${asOf}, solved_at, NULL)) AS updated_at
      FROM ${tickets} WHERE created_at < ${asOf} AND ${inWindow("placed_at")})`,
  },
  {
    name: "support_messages",
    format: "csv",
    schedule: HOURLY,
    layout: monthly(26, HISTORY_DAYS),
    needs: "orders",
    select: ({
      asOf,
      loadedAt,
      inWindow,
    }) => `SELECT message_id, ticket_id, author, text, sent_at, ${loadedAt("sent_at")} AS loaded_at FROM (
      SELECT ticket_id || '-1' AS message_id, ticket_id, 'customer' AS author, ${question} AS text, created_at AS sent_at, order_id FROM ${tickets} WHERE ${inWindow("placed_at")}
      UNION ALL SELECT ticket_id || '-2', ticket_id, 'agent', pick(${sqlList(ANSWERS)}, rnd(no, 'answer')), first_reply_at, order_id FROM ${tickets} WHERE ${inWindow("placed_at")})
      WHERE sent_at < ${asOf} ORDER BY order_id, message_id`,
  },
  {
    name: "satisfaction_surveys",
    format: "parquet",
    schedule: DAILY,
    layout: monthly(34, HISTORY_DAYS),
    needs: "orders",
    select: ({
      asOf,
      loadedAt,
      inWindow,
    }) => `SELECT 'S' || order_id AS survey_id, ticket_id, score, pick(['yes', 'yes', 'yes', 'no'], rnd(no, 'recommend')) = 'yes' AND score > 2 AS would_recommend, answered_at, ${loadedAt("answered_at")} AS loaded_at FROM (
      SELECT *, pick([5, 5, 5, 4, 4, 4, 3, 2, 1], rnd(no, 'score'))::TINYINT AS score, later(solved_at, 3600 * (1 + 48 * rnd(no, 'answers'))) AS answered_at
        FROM ${tickets} WHERE rnd(no, 'survey') < 0.35 AND ${inWindow("placed_at")}) WHERE answered_at < ${asOf}`,
  },
];
