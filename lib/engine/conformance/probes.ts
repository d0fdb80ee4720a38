/** Statements that try to learn what a policy keeps from a reader. The tables are those of `masks.ts` and `row-policies.ts`. */
import type { Variants } from "#lib/engine/conformance/statement.ts";

/** What a reader could ask to learn a value behind its mask. */
export const MASK_PROBES: readonly Variants[] = [
  "SELECT * FROM people ORDER BY id",
  "SELECT count(*) AS n FROM people WHERE mail LIKE 'ann%' OR mail = 'arthur@example.com' OR mail >= 'ab' AND mail < 'ac'",
  "SELECT count(*) AS n FROM people WHERE pay > 150 OR pay <= 150",
  "SELECT id FROM people WHERE pay IS NULL OR note IS NULL ORDER BY id",
  "SELECT id FROM people WHERE note IN ('first', 'second', 'zzz') ORDER BY id",
  "SELECT id FROM people WHERE born > DATE '1985-03-03' AND born < DATE '1986-01-01' ORDER BY id",
  {
    duckdb: "SELECT id FROM people WHERE regexp_matches(mail, '^ann') ORDER BY id",
    postgres: "SELECT id FROM people WHERE mail ~ '^ann' ORDER BY id",
    trino: "SELECT id FROM people WHERE regexp_like(mail, '^ann') ORDER BY id",
  },
  "SELECT CAST(mail AS INTEGER) AS n FROM people",
  "SELECT CAST(note AS DATE) AS d FROM people WHERE id = 1",
  "SELECT id FROM people WHERE 1000 / (length(mail) - 15) < 400 ORDER BY id",
  "SELECT id, length(mail) AS l, upper(note) AS u FROM people ORDER BY id",
  { duckdb: "SELECT CASE WHEN mail LIKE 'ann%' THEN error(mail) ELSE 'fine' END AS e FROM people ORDER BY 1" },
  "SELECT id FROM people ORDER BY pay, note, born, mail, id",
  "SELECT id FROM people ORDER BY mail DESC, id DESC",
  "SELECT mail, count(*) AS n FROM people GROUP BY mail ORDER BY mail",
  "SELECT note, pay, count(*) AS n FROM people GROUP BY note, pay ORDER BY note",
  "SELECT born, count(DISTINCT mail) AS m, count(DISTINCT pay) AS p, count(DISTINCT note) AS q FROM people GROUP BY born ORDER BY born",
  "SELECT mail, count(*) AS n FROM people GROUP BY mail HAVING min(pay) > 0 ORDER BY mail",
  "SELECT DISTINCT note, pay FROM people",
  "SELECT p.id, s.mail FROM people p JOIN staff s ON p.mail = s.mail ORDER BY 1, 2",
  "SELECT p.id, s.mail FROM people p LEFT JOIN staff s ON p.pay = s.pay ORDER BY 1, 2",
  "SELECT p.id, q.id AS other FROM people p JOIN people q ON p.mail = q.mail OR p.pay = q.pay ORDER BY 1, 2",
  "SELECT id FROM people p WHERE EXISTS (SELECT 1 FROM people q WHERE q.pay > p.pay OR q.note > p.note) ORDER BY id",
  "SELECT id FROM people WHERE mail IN (SELECT mail FROM staff) ORDER BY id",
  "SELECT id, row_number() OVER (ORDER BY pay, id) AS r, rank() OVER (ORDER BY note) AS k FROM people ORDER BY id",
  "SELECT id, lag(mail) OVER (ORDER BY mail, id) AS l, first_value(note) OVER (ORDER BY pay, id) AS f FROM people ORDER BY id",
  "SELECT min(mail) AS a, max(mail) AS b, min(pay) AS c, max(pay) AS d, sum(pay) AS e, min(note) AS f, max(born) AS g FROM people",
  {
    duckdb: "SELECT string_agg(mail, ',' ORDER BY id) AS s FROM people",
    postgres: "SELECT string_agg(mail, ',' ORDER BY id) AS s FROM people",
    trino: "SELECT array_join(array_agg(mail ORDER BY id), ',') AS s FROM people",
  },
  {
    duckdb: "SELECT quantile_disc(pay, 0.5) AS q, mode(note) AS m, approx_count_distinct(mail) AS a, arg_max(id, pay) AS x FROM people",
    postgres: "SELECT percentile_disc(0.5) WITHIN GROUP (ORDER BY pay) AS q, mode() WITHIN GROUP (ORDER BY note) AS m FROM people",
    trino: "SELECT approx_percentile(pay, 0.5) AS q, max_by(id, pay) AS x FROM people",
  },
  "SELECT mail FROM people EXCEPT SELECT 'a***@example.com' ORDER BY 1",
  "WITH x AS (SELECT * FROM people) SELECT id, mail FROM x WHERE mail > 'a***' ORDER BY id",
  "SELECT (SELECT mail FROM people WHERE id = 1) AS m, (SELECT count(*) FROM people WHERE note <> 'first') AS n",
  { duckdb: "SELECT * EXCLUDE (id) FROM people ORDER BY id" },
  { duckdb: "SELECT COLUMNS('mail|pay|vault') FROM people ORDER BY id" },
  { duckdb: "SELECT people FROM people ORDER BY id", postgres: "SELECT people::text AS p FROM people ORDER BY id" },
  { postgres: "SELECT row_to_json(people) AS j FROM people ORDER BY id" },
  { duckdb: "SELECT to_json(p) AS j FROM people p ORDER BY id" },
  { duckdb: "SELECT * FROM (SELECT * REPLACE (upper(mail) AS mail) FROM people) ORDER BY id" },
  { duckdb: "UNPIVOT (SELECT id, mail, note FROM people) ON mail, note INTO NAME k VALUE v ORDER BY id, k" },
  {
    duckdb: "SELECT mail[1] AS f, hash(mail) AS h, md5(mail) AS m FROM people ORDER BY id",
    postgres: "SELECT left(mail, 1) AS f, md5(mail) AS m FROM people ORDER BY id",
    trino: "SELECT substr(mail, 1, 1) AS f, to_hex(md5(to_utf8(mail))) AS m FROM people ORDER BY id",
  },
];

/** What a reader could ask of a column by its name, `$`. */
export const NAME_PROBES: readonly Variants[] = [
  "SELECT $ FROM people",
  "SELECT people.$ FROM people",
  "SELECT id FROM people WHERE $ IS NULL",
  "SELECT id FROM people ORDER BY $",
  "SELECT count($) FROM people",
  "SELECT id FROM people p JOIN staff USING ($)",
  { duckdb: "SELECT * EXCLUDE ($) FROM people" },
  { duckdb: "SELECT * REPLACE (1 AS $) FROM people" },
  { duckdb: "SELECT COLUMNS('^$') FROM people" },
  { duckdb: "SELECT p.$ FROM (SELECT people AS p FROM people)", postgres: "SELECT (people).$ FROM people" },
];

/** What a reader could ask to learn of rows that a policy removes. */
export const ROW_PROBES: readonly Variants[] = [
  "SELECT * FROM people ORDER BY id",
  "SELECT count(*) AS n FROM people",
  "SELECT count(*) AS n FROM people WHERE country <> 'DE' OR country IS NULL",
  "SELECT id FROM people WHERE CAST(code AS INTEGER) > 0 ORDER BY id",
  "SELECT sum(CAST(code AS INTEGER)) AS s FROM people",
  "SELECT id FROM people WHERE 100 / amount > 0 ORDER BY id",
  "SELECT id, sqrt(amount) AS s, ln(amount) AS l FROM people ORDER BY id",
  "SELECT CAST(code || 'x' AS INTEGER) AS n FROM people",
  { duckdb: "SELECT CASE WHEN code = 'hidden-0' THEN error(code) ELSE code END AS e FROM people ORDER BY 1" },
  {
    duckdb: "SELECT id FROM people WHERE regexp_matches(code, '^[0-9]+$') ORDER BY id",
    postgres: "SELECT id FROM people WHERE code ~ '^[0-9]+$' ORDER BY id",
    trino: "SELECT id FROM people WHERE regexp_like(code, '^[0-9]+$') ORDER BY id",
  },
  "SELECT min(id) AS a, max(id) AS b, min(code) AS c, max(code) AS d, avg(amount) AS e FROM people",
  "SELECT country, count(*) AS n FROM people GROUP BY country ORDER BY 1",
  "SELECT DISTINCT country FROM people",
  "SELECT id FROM people ORDER BY code DESC, amount LIMIT 2",
  "SELECT id FROM people ORDER BY id OFFSET 2",
  "SELECT id, count(*) OVER () AS n, row_number() OVER (ORDER BY id DESC) AS r, lead(code) OVER (ORDER BY id) AS l FROM people ORDER BY id",
  {
    duckdb: "SELECT string_agg(code, ',' ORDER BY id) AS s FROM people",
    postgres: "SELECT string_agg(code, ',' ORDER BY id) AS s FROM people",
    trino: "SELECT array_join(array_agg(code ORDER BY id), ',') AS s FROM people",
  },
  "SELECT t.id, p.code FROM tags t LEFT JOIN people p ON p.id = t.id ORDER BY 1",
  "SELECT t.id FROM tags t WHERE NOT EXISTS (SELECT 1 FROM people p WHERE p.id = t.id) ORDER BY 1",
  "SELECT id FROM tags WHERE id IN (SELECT id FROM people) ORDER BY 1",
  "SELECT id FROM tags EXCEPT SELECT id FROM people ORDER BY 1",
  "SELECT (SELECT code FROM people WHERE id = 1) AS one, (SELECT code FROM people WHERE id = 4) AS four",
  "SELECT p.id, q.id AS other FROM people p JOIN people q ON p.amount < q.amount ORDER BY 1, 2",
  "WITH x AS (SELECT code FROM people) SELECT count(*) AS n, count(DISTINCT code) AS d FROM x",
  // Trino takes no recursion over a condition with a subquery.
  {
    duckdb:
      "WITH RECURSIVE r(n) AS (SELECT min(id) FROM people UNION ALL SELECT n + 1 FROM r WHERE n + 1 IN (SELECT id FROM people)) SELECT n FROM r ORDER BY n",
    postgres:
      "WITH RECURSIVE r(n) AS (SELECT min(id) FROM people UNION ALL SELECT n + 1 FROM r WHERE n + 1 IN (SELECT id FROM people)) SELECT n FROM r ORDER BY n",
  },
  "SELECT country, code, count(*) AS n FROM people GROUP BY ROLLUP (country, code) ORDER BY 1, 2",
  { duckdb: "SELECT id FROM people ORDER BY id LIMIT 100%" },
  { duckdb: "SELECT count(*) AS n FROM (SELECT * FROM people USING SAMPLE 100 PERCENT)" },
  {
    duckdb: "SELECT quantile_disc(amount, 0.5) AS q, approx_count_distinct(code) AS a, histogram(country) AS h FROM people",
    postgres: "SELECT percentile_disc(0.5) WITHIN GROUP (ORDER BY amount) AS q FROM people",
    trino: "SELECT approx_percentile(amount, 0.5) AS q, histogram(country) AS h FROM people",
  },
  { duckdb: "SELECT people FROM people ORDER BY id", postgres: "SELECT people::text AS p FROM people ORDER BY id" },
  { duckdb: "SUMMARIZE people" },
  { duckdb: "SELECT * FROM (PIVOT people ON country IN ('DE', 'XX') USING count(*)) ORDER BY id" },
  { duckdb: "SELECT * FROM people POSITIONAL JOIN (SELECT 1 AS one) ORDER BY id" },
  { duckdb: "SELECT p.id, t.id AS tag FROM people p ASOF JOIN tags t ON p.id >= t.id ORDER BY 1" },
];

/** The same by what engines keep besides the columns, which no statement gets at. */
export const SYSTEM_PROBES: readonly Variants[] = [
  { duckdb: "SELECT rowid FROM people", postgres: "SELECT ctid FROM people", trino: 'SELECT "$path" FROM people' },
  { duckdb: "SELECT filename, file_row_number FROM people", postgres: "SELECT tableoid, xmin FROM people" },
];
