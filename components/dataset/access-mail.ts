import { mailLink } from "#components/ui/outside-link.ts";

/** A mail to the owner that says what is asked for, and leaves the reason to its writer. */
export function accessMail(email: string, name: string, title: string): string {
  const subject = `Access to ${title} (${name})`;
  const body = `Hello,\n\nI would like to read the rows of ${title} (${name}).\n\nI need them for: \n`;
  return `${mailLink(email)}?subject=${encodeURIComponent(subject)}&body=${encodeURIComponent(body)}`;
}
