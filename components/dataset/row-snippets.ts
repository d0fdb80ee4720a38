/** Programs that fetch the first thousand rows, each complete as it stands. */
export interface RowSnippet {
  readonly title: string;
  readonly code: string;
}

/** @param url address of the dataset's rows, without a query. */
export function rowSnippets(url: string): readonly RowSnippet[] {
  // A JSON string is also a string of these three languages.
  const quoted = JSON.stringify(`${url}?limit=1000`);
  return [
    {
      title: "Python",
      code: `import json
from urllib.request import urlopen

with urlopen(${quoted}) as answer:
    rows = json.load(answer)["data"]

print(len(rows), rows[:1])`,
    },
    {
      title: "R",
      code: `# install.packages("jsonlite")
rows <- jsonlite::fromJSON(${quoted})$data

head(rows)`,
    },
    {
      title: "JavaScript",
      code: `const answer = await fetch(${quoted});
if (!answer.ok) throw new Error((await answer.json()).detail);
const { data: rows } = await answer.json();

console.log(rows.length, rows[0]);`,
    },
  ];
}
