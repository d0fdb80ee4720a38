/** Words of an SLA's sentence that change what it promises in a way that no field can hold. To pass over one would be to misread it. */

const UNIT = "(?:seconds?|minutes?|mins?|hours?|hrs?|days?|weeks?|months?)";
const COUNT = "(?:\\d+|two|three|four|five|six|seven|eight|nine|ten|twelve|few|several)";
const MONTH = "(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)(?:uary|ruary|ch|il|ust|ember|ober)?";

const BEYOND: readonly RegExp[] = [
  /\b(?:except|unless|exclud\w*|holidays?|if|when|or|not|never|none|grace|late|after|since|between)\b/,
  /\b(?:usually|typically|normally|mostly|most|average|aim\w*|best effort|\d+(?:\.\d+)? ?(?:%|percent))/,
  /\b(?:other (?:days?|weeks?|months?|mon|tue|wed|thu|fri|sat|sun)\w*|twice|thrice|\w+ times|(?:bi|semi|tri)-?(?:weekly|monthly|daily))\b/,
  /\b(?:quarter\w*|year\w*|annual\w*|fortnight\w*|eod|cob|end of|close of)\b/,
  /\b(?:last|second|third|(?:first|\d+(?:st|nd|rd|th)) (?:business|working|week|mon|tue|wed|thu|fri|sat|sun)\w*)\b/,
  /\b(?:from (?:about )?\d|\d{1,2}(?::\d{2})? ?(?:-|–|to) ?\d{1,2}(?::\d{2})? ?[ap]\.?m|days? \d)/,
  new RegExp(`\\b(?:in|during|of|\\d{1,2}(?:st|nd|rd|th)?) (?:${MONTH}|winter|spring|summer|autumn)\\b`),
];

/** Beside a deadline or a cadence a length of time says more: `by 6 AM, within 2 hours`, `every 3 days by 6 AM`. */
const LENGTH = new RegExp(`\\b(?:within|${COUNT}[ -]?${UNIT})\\b`);

/** What stands behind a time and looks like a zone, but is none that one could be sure of: `IST` is three places. */
const AFTER_TIME = /(?:\b(?:noon|midnight)|[ap]\.?m\.?|\d[:h]\d{2})\s*\(?(?<zone>(?![ap]m\b)[A-Z]{2,5})\b/i;
const AFTER_TIME_WORDS =
  /^(?:on|and|or|by|at|the|to|of|in|each|every|daily|for|per|we|it|is|mon|tue|tues|wed|thu|thur|thurs|fri|sat|sun|a|an|as)$/i;
const PLACE_TIME = /\b(?:(?!This |That |The |Every |Each |Same |Any )(?:[A-Z][a-z]+ )+|local |server |my |our )[Tt]ime\b/;
const AMERICAN_ZONE = /\b(?:eastern|central|mountain|pacific)\b/i;

/** The first such words of a sentence, without the zone that was understood; `undefined` when there are none. */
export function findBeyond(sentence: string, hasZone: boolean): string | undefined {
  const lower = sentence.toLowerCase();
  const found = BEYOND.map((words) => words.exec(lower)).filter((match) => match !== null);
  const first = found.sort((a, b) => a.index - b.index)[0];
  if (first !== undefined) return first[0];
  const zone = AFTER_TIME.exec(sentence)?.groups?.["zone"];
  if (zone !== undefined && zone === zone.toUpperCase() && !AFTER_TIME_WORDS.test(zone)) return zone;
  return (
    PLACE_TIME.exec(sentence)?.[0] ??
    /\b[TD]\s?[+-]\s?\d\b/i.exec(sentence)?.[0] ??
    (hasZone ? undefined : AMERICAN_ZONE.exec(sentence)?.[0])
  );
}

/** A length of time in a sentence that already names a deadline or a cadence. */
export function findLength(sentence: string): string | undefined {
  return LENGTH.exec(sentence)?.[0];
}
