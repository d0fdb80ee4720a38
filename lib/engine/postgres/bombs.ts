/** Statements that pass the gate and would never end, or fill a server's memory, disk or the way from it. */
export const BOMBS: readonly string[] = [
  "SELECT count(*) FROM generate_series(1, 1000000000000)",
  "SELECT count(*) FROM nums a, nums b, nums c, nums d",
  "WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t) SELECT count(*) FROM t",
  "WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n FROM t) SELECT max(n) FROM t",
  "SELECT repeat('a', 1000000000)",
  "SELECT repeat('ab', 900000000) || repeat('b', 900000000)",
  "SELECT lpad('a', 2000000000)",
  "SELECT sum(length(md5(repeat(n::text, 10000)))) FROM generate_series(1, 100000000) n",
  "SELECT a.n FROM nums a, nums b, nums c ORDER BY random()",
  "SELECT DISTINCT a.n * b.n + c.n FROM nums a, nums b, nums c, nums d",
  "SELECT 9999 ^ 99999::numeric",
  "SELECT factorial(100000)",
  "SELECT max(a.n) FROM nums a, nums b, nums c WHERE (a.n::text || b.n) ~ ('^(x|y)*' || c.n)",
  "SELECT repeat('a', 200) ~ '^(((a|a)*)*)*c$' FROM generate_series(1, 1000000)",
  "SELECT string_agg(repeat('x', 1000), '') FROM generate_series(1, 100000000)",
  "SELECT array_agg(a.n) FROM nums a, nums b, nums c, nums d",
  "SELECT jsonb_agg(a.n) FROM nums a, nums b, nums c",
  "SELECT array_fill(1, ARRAY[100000, 10000])",
  "SELECT repeat('x', 100000) FROM generate_series(1, 1000000)",
  "SELECT sum(a.n) OVER (ORDER BY b.n ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) FROM nums a, nums b, nums c",
  "SELECT (SELECT count(*) FROM generate_series(1, a.n * 100000000)) FROM nums a",
  "SELECT exp(n::numeric(20,10) + 5000) FROM generate_series(1, 100000) n",
  "SELECT jsonb_path_query_array(to_jsonb(array_fill(1, ARRAY[1000000])), '$[*] ? (@ > 0)') FROM generate_series(1, 10000)",
  "SELECT to_tsvector('english', repeat('word ' || n, 100000)) FROM generate_series(1, 10000) n",
];

/** Those of `npm test`: one of each kind. */
export const SOME_BOMBS: readonly string[] = BOMBS.filter((_, index) => index % 2 === 0);
