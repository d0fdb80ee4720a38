/** Only the web: a catalog file must not bring `javascript:` into a page. */
export function isWebLink(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
}

/** A mail to the owner that says what is asked for, and leaves the reason to its writer. */
export function accessMail(email: string, name: string, title: string): string {
  const subject = `Access to ${title} (${name})`;
  const body = `Hello,\n\nI would like to read the rows of ${title} (${name}).\n\nI need them for: \n`;
  return `${mailLink(email)}?subject=${encodeURIComponent(subject)}&body=${encodeURIComponent(body)}`;
}

export function mailLink(email: string): string {
  return `mailto:${encodeURIComponent(email).replaceAll("%40", "@")}`;
}
