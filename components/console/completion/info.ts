/** What is told beside a suggestion. */
export function infoOf(title: string, words: string): HTMLElement {
  const box = document.createElement("div");
  const head = document.createElement("strong");
  head.textContent = title;
  const body = document.createElement("p");
  body.textContent = words;
  box.append(head, body);
  return box;
}
