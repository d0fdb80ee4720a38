/** Words that carry no meaning in a question about data. Left out of queries only, never out of documents or joined keys. */
export const STOP_WORDS: ReadonlySet<string> = new Set(
  (
    "a an and are as at be been by can could do does did for from had has have how i in into is it its many me my of on or our per " +
    "show that the their them there these this to us was we were what when where which who why will with you your " +
    "find table tables data dataset datasets about here until"
  ).split(" "),
);

/** The words that count; all of them when none would be left ("who is who"). */
export function contentWords(all: readonly string[]): readonly string[] {
  const content = all.filter((word) => !STOP_WORDS.has(word));
  return content.length > 0 ? content : all;
}
