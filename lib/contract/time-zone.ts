/** Abbreviations as people use them: the wall clock of a place. */
const PLACES: Readonly<Record<string, string>> = {
  utc: "UTC",
  gmt: "UTC",
  z: "UTC",
  est: "America/New_York",
  edt: "America/New_York",
  et: "America/New_York",
  cst: "America/Chicago",
  cdt: "America/Chicago",
  ct: "America/Chicago",
  mst: "America/Denver",
  mdt: "America/Denver",
  mt: "America/Denver",
  pst: "America/Los_Angeles",
  pdt: "America/Los_Angeles",
  pt: "America/Los_Angeles",
  cet: "Europe/Berlin",
  cest: "Europe/Berlin",
  bst: "Europe/London",
  jst: "Asia/Tokyo",
  aest: "Australia/Sydney",
};
/** What an abbreviation says to the letter, where that differs from the place's clock for half of the year. */
const OFFSETS: Readonly<Record<string, string>> = {
  est: "-05:00",
  edt: "-04:00",
  cst: "-06:00",
  cdt: "-05:00",
  mst: "-07:00",
  mdt: "-06:00",
  pst: "-08:00",
  pdt: "-07:00",
  cet: "+01:00",
  cest: "+02:00",
  bst: "+01:00",
  aest: "+10:00",
};

export interface ZoneReading {
  /** IANA name or a fixed offset such as `-05:00`. */
  readonly timezone: string;
  readonly note: string | null;
}

/** `start` and `text` are the place in the sentence. */
export type ZoneResult =
  | { readonly found: ZoneReading; readonly text: string; readonly start: number }
  | { readonly unknown: string }
  | null;

const OFFSET = /(?:\b(?:UTC|GMT)\s?([+-]\d{1,2})(?::?(\d{2}))?|([+-]\d{2}):?(\d{2}))(?![\d:])/i;
const IANA = /\b[A-Z][A-Za-z]{1,30}(?:\/[A-Z][A-Za-z0-9_+-]{1,40}){1,2}/;
/** Also right behind a digit: `06:00Z`. */
const ABBREVIATION = new RegExp(`(?:\\b|(?<=\\d))(?:${Object.keys(PLACES).join("|")})\\b`, "i");

/** The zone named in a sentence, with the text that named it; `null` when none is named. */
export function findZone(sentence: string): ZoneResult {
  const named = IANA.exec(sentence);
  if (named !== null) {
    const [name] = named;
    return isTimeZone(name) ? { found: { timezone: name, note: null }, text: name, start: named.index } : { unknown: name };
  }
  const offset = OFFSET.exec(sentence);
  const hours = offset?.[1] ?? offset?.[3];
  if (offset !== null && hours !== undefined) {
    const timezone = `${hours[0]}${hours.slice(1).padStart(2, "0")}:${offset[2] ?? offset[4] ?? "00"}`;
    return isTimeZone(timezone) ? { found: { timezone, note: null }, text: offset[0], start: offset.index } : { unknown: offset[0].trim() };
  }
  const abbreviated = ABBREVIATION.exec(sentence);
  const short = abbreviated?.[0] ?? "";
  const place = PLACES[short.toLowerCase()];
  if (abbreviated === null || place === undefined) return null;
  const fixed = OFFSETS[short.toLowerCase()];
  const note =
    fixed === undefined
      ? null
      : `"${short.toUpperCase()}" read as ${place}, which follows daylight saving; write ${fixed} for the fixed offset`;
  return { found: { timezone: place, note }, text: short, start: abbreviated.index };
}

const known = new Map<string, boolean>();

/** IANA names and fixed offsets (`+02:00`). */
export function isTimeZone(zone: string): boolean {
  if (!/^[A-Za-z0-9_+:/-]{1,64}$/.test(zone)) return false;
  // Node 20 knows names only, and a catalog must not depend on who checks it.
  if (/^[+-](?:[01]\d|2[0-3])(?::?[0-5]\d)?$/.test(zone)) return true;
  const cached = known.get(zone);
  if (cached !== undefined) return cached;
  let valid = true;
  try {
    new Intl.DateTimeFormat("en-GB", { timeZone: zone });
  } catch {
    valid = false;
  }
  if (known.size < 2000) known.set(zone, valid);
  return valid;
}
