/**
 * CSV of a few rows, as RFC 4180 has it and as the export writes it: lines end with a line feed, a missing value is nothing, an empty
 * text is `""`.
 */

const QUOTED = /[",\r\n]/;

/** `null`: a missing value. */
export function csvLine(cells: readonly (string | null)[]): string {
  return `${cells.map(csvCell).join(",")}\n`;
}

function csvCell(text: string | null): string {
  if (text === null) return "";
  return text === "" || QUOTED.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Types whose values are documents; so is every value of theirs that is a text. */
const DOCUMENT = /^(?:JSON|VARIANT|STRUCT|MAP|UNION)\b|\]$/;

/**
 * The text of an exact JSON value, the same that an export has in its place.
 * @param type the engine's, for example `DECIMAL(12,2)`
 */
export function csvText(value: unknown, type: string): string | null {
  if (value === null || value === undefined) return null;
  if (DOCUMENT.test(type)) return JSON.stringify(value);
  if (typeof value === "string") return value;
  if (typeof value === "number") return type === "DOUBLE" || type === "FLOAT" ? floatText(value) : String(value);
  return typeof value === "boolean" ? String(value) : JSON.stringify(value);
}

/** A floating-point number as the engine prints it: with a fraction always, and with an exponent below 10^-4 and from 10^16 on. */
export function floatText(value: number): string {
  const [digits = "0", power = "0"] = value.toExponential().split("e");
  const exponent = Number(power);
  if (exponent < -4 || exponent >= 16) {
    const size = String(Math.abs(exponent)).padStart(2, "0");
    return `${digits}e${exponent < 0 ? "-" : "+"}${size}`;
  }
  if (Object.is(value, -0)) return "-0.0";
  // Between these bounds JavaScript writes no exponent either.
  const plain = String(value);
  return plain.includes(".") ? plain : `${plain}.0`;
}
