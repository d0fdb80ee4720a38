/**
 * Functions that a statement may call: those of Trino 435 that look at their arguments only. Left out on purpose: what tells of the
 * connection or the cluster (`current_*`, `version`, `node_version`), what fails on purpose with a text of the caller's (`fail`), and
 * everything that a connector or plugin brings.
 */
const BY_GROUP = {
  aggregate: `any_value approx_distinct approx_most_frequent approx_percentile approx_set arbitrary array_agg avg bitwise_and_agg
    bitwise_or_agg bitwise_xor_agg bool_and bool_or checksum corr count count_if covar_pop covar_samp every evaluate_classifier_predictions
    geometric_mean histogram kurtosis listagg map_agg map_union max max_by merge min min_by multimap_agg numeric_histogram qdigest_agg
    reduce_agg regr_intercept regr_slope regr_r2 regr_count skewness stddev stddev_pop stddev_samp sum tdigest_agg var_pop var_samp variance`,
  window: "cume_dist dense_rank first_value lag last_value lead nth_value ntile percent_rank rank row_number",
  conditional: "if nullif greatest least try coalesce typeof",
  math: `abs acos asin atan atan2 beta_cdf cbrt ceil ceiling cos cosh cosine_similarity degrees e exp floor from_base infinity
    inverse_beta_cdf inverse_normal_cdf is_finite is_infinite is_nan ln log log10 log2 mod nan normal_cdf pi pow power radians rand random
    round sign sin sinh sqrt tan tanh to_base truncate width_bucket wilson_interval_lower wilson_interval_upper
    bit_count bitwise_and bitwise_left_shift bitwise_not bitwise_or bitwise_right_shift bitwise_right_shift_arithmetic bitwise_xor`,
  text: `char_length character_length chr codepoint concat concat_ws ends_with format format_number from_utf8 hamming_distance
    index length levenshtein_distance lower lpad ltrim luhn_check normalize parse_data_size position replace reverse rpad rtrim soundex
    split split_part split_to_map split_to_multimap starts_with strpos strrpos substr substring to_utf8 translate trim upper word_stem
    regexp_count regexp_extract regexp_extract_all regexp_like regexp_position regexp_replace regexp_split
    url_decode url_encode url_extract_fragment url_extract_host url_extract_parameter url_extract_path url_extract_port
    url_extract_protocol url_extract_query human_readable_seconds`,
  binary: `crc32 from_base32 from_base64 from_base64url from_big_endian_32 from_big_endian_64 from_hex from_ieee754_32 from_ieee754_64
    hmac_md5 hmac_sha1 hmac_sha256 hmac_sha512 md5 murmur3 sha1 sha256 sha512 spooky_hash_v2_32 spooky_hash_v2_64 to_base32 to_base64
    to_base64url to_big_endian_32 to_big_endian_64 to_hex to_ieee754_32 to_ieee754_64 xxhash64 uuid`,
  time: `at_timezone date date_add date_diff date_format date_parse date_trunc day day_of_month day_of_week day_of_year dow doy
    format_datetime from_iso8601_date from_iso8601_timestamp from_iso8601_timestamp_nanos from_unixtime from_unixtime_nanos hour
    last_day_of_month millisecond minute month now parse_datetime parse_duration quarter second timezone_hour timezone_minute
    to_iso8601 to_milliseconds to_unixtime week week_of_year with_timezone year year_of_week yow`,
  nested: `all_match any_match array_distinct array_except array_histogram array_intersect array_join array_max array_min array_position
    array_remove array_sort array_union arrays_overlap cardinality combinations contains contains_sequence element_at filter flatten ngrams
    none_match reduce repeat sequence shuffle slice transform trim_array zip zip_with
    map map_concat map_entries map_filter map_from_entries map_keys map_values map_zip_with multimap_from_entries transform_keys
    transform_values`,
  json: `is_json_scalar json_array_contains json_array_get json_array_length json_extract json_extract_scalar json_format json_parse
    json_size`,
  sketch: "empty_approx_set hash_counts intersection_cardinality jaccard_index quantile_at_value value_at_quantile values_at_quantiles",
} as const;

export const ALLOWED_FUNCTIONS: ReadonlySet<string> = new Set(Object.values(BY_GROUP).flatMap((names) => names.split(/\s+/)));
