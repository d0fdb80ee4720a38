import { pythonText } from "#lib/query/snippets/literal.ts";
import { lines, PAGE_ROWS, paragraphs, type SnippetOptions, type SnippetSubject } from "#lib/query/snippets/subject.ts";

const HEADERS = `headers = {"Authorization": f"Bearer {os.environ['TOUCHSTONE_TOKEN']}"}`;
const imports = (token: boolean, ...others: readonly (string | false)[]) => lines(token && "import os", ...others);

/** With the package requests. */
export function pythonSnippet(subject: SnippetSubject, { token }: SnippetOptions): string {
  const start = paragraphs(imports(token, "import requests"), token && HEADERS);
  const headers = token ? ", headers=headers" : "";
  const url = pythonText(subject.url);
  switch (subject.kind) {
    case "rows":
      return paragraphs(start, allRows(url, headers), "print(len(rows), rows[:1])");
    case "export":
      return paragraphs(
        start,
        lines(
          `with requests.get(${url}${headers}, stream=True, timeout=60) as answer:`,
          "    answer.raise_for_status()",
          `    with open(${pythonText(subject.file)}, "wb") as file:`,
          "        for piece in answer.iter_content(1 << 20):",
          "            file.write(piece)",
        ),
      );
    case "query":
      return paragraphs(
        start,
        lines(
          `sql = ${pythonText(subject.sql)}`,
          `answer = requests.post(${url}${headers}, json={"sql": sql}, timeout=60)`,
          "answer.raise_for_status()",
          "result = answer.json()",
        ),
        lines(
          'names = [column["name"] for column in result["columns"]]',
          'rows = [dict(zip(names, row)) for row in result["rows"]]',
          "print(len(rows), rows[:1])",
        ),
      );
  }
}

/** A data frame: with the packages requests, pandas and pyarrow. Types and big numbers stay exact. */
export function pandasSnippet(subject: SnippetSubject, { token }: SnippetOptions): string {
  const headers = token ? ", headers=headers" : "";
  const url = pythonText(subject.url);
  const show = 'print(frame.dtypes, frame.head(), sep="\\n")';
  switch (subject.kind) {
    case "rows":
      return paragraphs(
        imports(token, "import pandas as pd", "import requests"),
        token && HEADERS,
        allRows(url, headers),
        lines("frame = pd.DataFrame(rows)", show),
      );
    case "export":
      return paragraphs(
        imports(token, "from io import BytesIO\n", "import pandas as pd", "import requests"),
        token && HEADERS,
        lines(`answer = requests.get(${url}${headers}, timeout=600)`, "answer.raise_for_status()"),
        lines("frame = pd.read_parquet(BytesIO(answer.content))", show),
      );
    case "query":
      return paragraphs(
        imports(token, "import pyarrow as pa", "import requests"),
        token && HEADERS,
        lines(
          `sql = ${pythonText(subject.sql)}`,
          `answer = requests.post(${url}${headers}, json={"sql": sql, "format": "arrow"}, timeout=60)`,
          "answer.raise_for_status()",
        ),
        lines("frame = pa.ipc.open_file(pa.BufferReader(answer.content)).read_pandas()", show),
      );
  }
}

function allRows(url: string, headers: string): string {
  return lines(
    "rows, cursor = [], None",
    "while True:",
    `    params = {"limit": ${PAGE_ROWS}, "cursor": cursor}`,
    `    answer = requests.get(${url}${headers}, params=params, timeout=60)`,
    "    answer.raise_for_status()",
    "    page = answer.json()",
    '    rows += page["data"]',
    '    cursor = page["page"]["next"]',
    "    if cursor is None:",
    "        break",
  );
}
