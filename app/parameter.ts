/** A path parameter as people typed it: Next hands it over encoded. What cannot be decoded stays as it is and is not found. */
export function parameter(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
