import { FIRST_SCRIPT } from "#components/site/first-script-text.ts";

export function FirstScript() {
  // biome-ignore lint/security/noDangerouslySetInnerHtml: a constant of ours
  return <script dangerouslySetInnerHTML={{ __html: FIRST_SCRIPT }} />;
}
