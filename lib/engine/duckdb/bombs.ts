/**
 * Statements that would take all of the time or memory there is. Each passes the gate: what stops them is the worker's process, its
 * limits and the watchdog. `orders` has 200,000 rows: `id`, `city` (3 values), `amount`, `note` (100 characters).
 */
export interface Bomb {
  readonly name: string;
  readonly sql: string;
  /** One of those that are tried every time; the others take minutes in all. */
  readonly isOften: boolean;
}

const OFTEN: ReadonlySet<string> = new Set([
  "cross join of itself, sorted",
  "a range of 10^18",
  "recursion that doubles",
  "recursion that grows a text",
  "a text of 20 million as the answer",
  "printf",
  "a list of 10^9 in rows",
  "lists zipped",
  "JSON 100,000 deep",
  "everything distinct",
  "a sample of everything",
  "7,000 unions",
  "a regular expression of many choices",
]);

const nested = (open: string, close: string, depth: number, core: string): string => `${open.repeat(depth)}${core}${close.repeat(depth)}`;
const times = (count: number, make: (index: number) => string, between = ", "): string =>
  Array.from({ length: count }, (_, index) => make(index)).join(between);

const bombs: Readonly<Record<string, string>> = {
  // Rows without end.
  "cross join of itself, counted": "SELECT count(*) FROM orders a, orders b, orders c WHERE a.amount + b.amount > c.amount",
  "cross join of itself, sorted": "SELECT * FROM orders a, orders b ORDER BY a.note || b.note DESC",
  "cross join in rows": "SELECT a.note, b.note FROM orders a CROSS JOIN orders b CROSS JOIN orders c OFFSET 100000000000",
  "a range of 10^18": "SELECT sum(i * i) FROM range(1000000000000000000) t(i)",
  "a range, row by row": "SELECT max(hash(i)) FROM range(100000000000) t(i)",
  "four ranges at once": "SELECT count(*) FROM range(100000) a(i), range(100000) b(j), range(100000) c(k) WHERE i * j % 7 = k",
  "a series of times":
    "SELECT count(DISTINCT t) FROM generate_series(TIMESTAMP '0001-01-01', TIMESTAMP '9999-01-01', INTERVAL 1 SECOND) g(t)",
  "recursion without end": "WITH RECURSIVE r(n) AS (SELECT 1::HUGEINT UNION ALL SELECT n + 1 FROM r) SELECT max(n) FROM r",
  "recursion that doubles": "WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n FROM r, range(2)) SELECT count(*) FROM r",
  "recursion that grows a text": "WITH RECURSIVE r(s) AS (SELECT 'x' UNION ALL SELECT s || s FROM r) SELECT max(length(s)) FROM r",
  "recursion that remembers": "WITH RECURSIVE r(n) AS (SELECT 1 UNION SELECT n + i FROM r, range(1, 1000) t(i)) SELECT count(*) FROM r",
  "recursion by key":
    "WITH RECURSIVE r(k, n) USING KEY (k) AS (SELECT i, 0 FROM range(1000) t(i) UNION SELECT k, n + 1 FROM r) SELECT sum(n) FROM r",
  "a join on an inequality": "SELECT count(*) FROM orders a JOIN orders b ON a.amount < b.amount AND a.note <> b.note",
  "a join on an expression": "SELECT count(*) FROM orders a JOIN orders b ON levenshtein(a.note, b.note) < 3",
  "a join on few values": "SELECT sum(a.amount * b.amount) FROM orders a JOIN orders b USING (city) JOIN orders c USING (city)",
  "a lateral join": "SELECT sum(s) FROM orders a, LATERAL (SELECT sum(b.amount) AS s FROM orders b WHERE b.amount > a.amount + b.id % 3)",
  "a subquery for every row":
    "SELECT id, (SELECT count(*) FROM orders b WHERE b.note < a.note AND b.id % 7 <> a.id % 7) FROM orders a ORDER BY 2 DESC",
  "positional joins of ranges": "SELECT count(*) FROM range(100000000000) a POSITIONAL JOIN range(100000000000) b",
  // Values without end.
  "a text of 10^9": "SELECT length(repeat('x', 1000000000))",
  "a text of 10^9 as the answer": "SELECT repeat('x', 1000000000)",
  "a text of 100 million as the answer": "SELECT repeat('x', 100000000)",
  "a text of 20 million as the answer": "SELECT repeat('x', 20000000)",
  "texts of 10 million in many rows": "SELECT repeat('x', 10000000) || i FROM range(1000) t(i)",
  "a text for every row": "SELECT max(repeat(note, 10000)) FROM orders",
  padding: "SELECT lpad('x', 2000000000, 'y'), rpad('x', 2000000000, 'y')",
  "padding in many rows": "SELECT count(DISTINCT lpad(i::VARCHAR, 1000000, 'y')) FROM range(100000) t(i)",
  "a bar": "SELECT bar(1, 0, 1, 1000000000)",
  printf: "SELECT printf('%0999999999d', 1)",
  format: "SELECT format('{:>999999999}', 'x')",
  "replace that grows": `SELECT length(${nested("replace(", ", 'x', 'xxxxxxxxxx')", 12, "'x'")})`,
  "regular expression that grows": `SELECT length(${nested("regexp_replace(", ", 'x', 'xxxxxxxxxx', 'g')", 12, "'x'")})`,
  "a bit string": "SELECT bit_count(bitstring('1', 4000000000))",
  "bits of many numbers": "SELECT bitstring_agg(i, 0, 3000000000) FROM (VALUES (0), (3000000000)) t(i)",
  "a power of text": "SELECT string_agg(a.note || b.note, ',') FROM orders a, orders b",
  "all of a table in one text": "SELECT string_agg(note, '' ORDER BY note) FROM orders, range(1000)",
  "big numbers": "SELECT sum(factorial(33) * i) FROM range(100000000000) t(i)",
  "big decimals": "SELECT sum((i::DECIMAL(38, 10) * 1.0000001)::DECIMAL(38, 20)) FROM range(10000000000) t(i)",
  // Lists, structures, maps, JSON.
  "a list of 10^9": "SELECT len(range(1000000000))",
  "a list of 10^9 in rows": "SELECT unnest(range(1000000000))",
  "lists of lists": "SELECT list_transform(range(100000), lambda x: range(100000))",
  "a list resized": "SELECT list_resize([1], 4000000000, 0)",
  "a list sorted again and again": "SELECT list_sort(list_transform(range(50000000), lambda x: hash(x)))",
  "lists zipped": "SELECT list_zip(range(100000000), range(100000000), range(100000000))",
  "a list reduced": "SELECT list_reduce(range(1000000), lambda a, b: a + len(range(1000)) + b)",
  "a list of all notes": "SELECT list(note ORDER BY note) FROM orders, range(1000)",
  "unnest of unnest":
    "SELECT count(*) FROM (SELECT unnest(range(100000)) AS a), (SELECT unnest(range(100000)) AS b), (SELECT unnest(range(1000)) AS c)",
  "a structure 250 deep": `SELECT ${nested("{'a': ", "}", 250, "1")}`,
  "a list 250 deep of many": `SELECT ${nested("[", "]", 250, "range(1000000)")}`,
  "a map of 10 million": "SELECT map_from_entries(list_transform(range(10000000), lambda x: {'k': x, 'v': repeat('x', 100)}))",
  "a map for every row": "SELECT count(DISTINCT MAP {note: repeat(note, 1000)}) FROM orders",
  "a histogram of everything": "SELECT histogram(a.note || b.id) FROM orders a, orders b",
  "JSON of everything": "SELECT json_group_array(a) FROM orders a, range(1000)",
  "JSON that grows": `SELECT length(${nested("json_array(", ", range(10000), range(10000))::VARCHAR", 10, "1")})`,
  "JSON 100,000 deep": `SELECT json_structure(repeat('[', 100000) || repeat(']', 100000)), json_valid(repeat('[', 50000000))`,
  // Work that needs all rows at once.
  "everything sorted": "SELECT * FROM orders, range(1000) ORDER BY md5(note || range) LIMIT 1 OFFSET 100000000",
  "everything distinct": "SELECT count(*) FROM (SELECT DISTINCT note || range FROM orders, range(1000))",
  "everything grouped": "SELECT note || range AS k, count(*), list(note) FROM orders, range(1000) GROUP BY ALL",
  "everything in a cube": `SELECT count(*) FROM (SELECT 1 FROM orders GROUP BY CUBE (${times(12, (index) => `id % ${index + 2}`)}))`,
  "a window over everything":
    "SELECT max(s) FROM (SELECT string_agg(note) OVER (ORDER BY id ROWS BETWEEN 100000 PRECEDING AND 100000 FOLLOWING) AS s FROM orders)",
  "a median in a window":
    "SELECT sum(m) FROM (SELECT median(amount) OVER (ORDER BY id % 1000 RANGE BETWEEN 500 PRECEDING AND 500 FOLLOWING EXCLUDE TIES) AS m FROM orders, range(20))",
  "set operations on everything":
    "SELECT count(*) FROM ((SELECT note || range FROM orders, range(500)) EXCEPT ALL (SELECT note || range FROM orders, range(1, 501)))",
  "a sample of everything": "SELECT * FROM (SELECT a.note, b.note FROM orders a, orders b) USING SAMPLE reservoir(10000000 ROWS)",
  "quantiles of everything": "SELECT quantile_cont(hash(a.id + b.id), [0.1, 0.2, 0.3]) FROM orders a, orders b",
  // Texts that are hard to take in.
  "a list of 20,000 values": `SELECT count(*) FROM orders WHERE note IN (${times(20_000, (index) => `'n${index}'`)})`,
  "7,000 unions": `SELECT 1${" UNION ALL SELECT 1".repeat(7_000)}`,
  "600 unions of the same": `SELECT count(*) FROM (${times(600, () => "FROM orders", " UNION ALL ")})`,
  "40 joins of the same": `SELECT count(*) FROM orders o0 ${times(40, (index) => `JOIN orders o${index + 1} ON o${index + 1}.id = o${index}.id + 1`, " ")}`,
  "14 joins without an order": `SELECT count(*) FROM ${times(14, (index) => `orders o${index}`)} WHERE ${times(13, (index) => `o${index}.city = o${index + 1}.city`, " AND ")}`,
  "CTEs that double": `WITH c0 AS (SELECT id FROM orders), ${times(30, (index) => `c${index + 1} AS (SELECT a.id FROM c${index} a, c${index} b)`)} SELECT count(*) FROM c30`,
  "CTEs that double their text": `WITH c0 AS (SELECT 'x' AS s), ${times(60, (index) => `c${index + 1} AS (SELECT a.s || b.s AS s FROM c${index} a, c${index} b)`)} SELECT length(s) FROM c60`,
  "a pivot of 10,000 columns": `PIVOT orders ON id IN (${times(10_000, String)}) USING sum(amount) GROUP BY city`,
  "10,000 columns": `SELECT ${times(10_000, (index) => `id + ${index}`)} FROM orders`,
  "stars of stars": `SELECT ${times(2_000, () => "*")} FROM orders`,
  "120 levels of subqueries": nested("SELECT * FROM (", ")", 120, "SELECT note FROM orders ORDER BY note"),
  "250 levels of conditions": `SELECT ${nested("CASE WHEN random() < 0.5 THEN 1 ELSE ", " END", 250, "2")} FROM orders, range(100000)`,
  "a regular expression of many choices": `SELECT count(*) FROM orders WHERE regexp_matches(repeat(note, 100), '(${times(3_000, (index) => `(a|b)*c${index}`, "|")})')`,
  "a regular expression repeated": "SELECT regexp_extract_all(repeat('a', 10000000), '(a?){1000}(a*)*b')",
  "a pattern with many stars": `SELECT count(*) FROM orders WHERE repeat(note, 1000) LIKE '${"%a".repeat(500)}'`,
  "hashes of hashes": `SELECT max(${nested("md5(", ")", 100, "i::VARCHAR")}) FROM range(1000000000) t(i)`,
  "distances of long texts": "SELECT levenshtein(repeat('ab', 100000), repeat('ba', 100000))",
  "similarities of everything": "SELECT max(jaro_winkler_similarity(a.note, b.note)) FROM orders a, orders b",
};

export const BOMBS: readonly Bomb[] = Object.entries(bombs).map(([name, sql]) => ({ name, sql, isOften: OFTEN.has(name) }));

export const BOMB_DATA = `
  SELECT i AS id, ['Bern', 'Rome', 'Oslo'][1 + i % 3] AS city, i * 1.5 AS amount, md5(i::VARCHAR) || repeat(chr((97 + i % 26)::INTEGER), 68) AS note
  FROM range(200000) t(i)
`;
