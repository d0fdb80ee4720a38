/** For benchmarks: large made-up catalogs, the same bytes every time. */
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

export interface Corpus {
  readonly label: string;
  readonly datasets: number;
  /** Each with its text; `edition` stands in the description of the first dataset. */
  readonly files: (edition?: number) => Iterable<readonly [path: string, text: string]>;
}

/** Short contracts, a hundred in a file: 20 columns, no owner or source that the catalog knows. */
export function shortCorpus(datasets: number, perFile = 100): Corpus {
  return {
    label: `${datasets.toLocaleString("en")} short contracts, ${perFile} in a file`,
    datasets,
    *files(edition = 0) {
      for (let from = 0; from < datasets; from += perFile) {
        const numbers = Array.from({ length: Math.min(perFile, datasets - from) }, (_, at) => from + at);
        const file = from / perFile;
        const text = numbers.map((number) => shortDataset(number, number === 0 ? edition : 0)).join("");
        yield [`${file % 10}/${file}.yaml`, `data_catalog:\n  datasets:\n${text}`];
      }
    },
  };
}

/** As a team writes them, one in a file: described columns, references, checks, an SLA and an example; about 3.3 kB each. */
export function richCorpus(datasets: number): Corpus {
  return {
    label: `${datasets.toLocaleString("en")} rich contracts, one in a file`,
    datasets,
    *files(edition = 0) {
      yield ["base.yaml", VOCABULARY];
      for (let number = 0; number < datasets; number += 1)
        yield [`${number % 100}/dataset_${number}.yaml`, richDataset(number, number === 0 ? edition : 0)];
    },
  };
}

export function writeCorpus({ files }: Corpus, folder: string): void {
  for (const [path, text] of files()) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}

/** Writes the file again that holds the first dataset, with another description. */
export function changeOne({ files }: Corpus, folder: string, edition: number): void {
  for (const [path, text] of files(edition)) {
    if (!text.includes("    dataset_0:")) continue;
    writeFileSync(join(folder, path), text);
    return;
  }
}

function shortDataset(number: number, edition: number): string {
  const columns = Array.from({ length: 19 }, (_, column) => `        - amount_${column}: DECIMAL(12,2) (>= 0) -- part ${column}\n`);
  return `    dataset_${number}:
      description: Number ${number}, edition ${edition}.
      owner: team-${number % 50}
      domain: domain-${number % 10}
      freshness: < 24 hours
      quality_score: 98%
${number === 0 ? "" : `      lineage: {upstream: [dataset_${number - 1}]}\n`}      schema:
        - id: BIGINT (PK) -- names one row
${columns.join("")}`;
}

const list = (count: number, name: string) => Array.from({ length: count }, (_, at) => `${name}-${at}: {title: ${name} ${at}}`).join(", ");
const VOCABULARY = `data_catalog:
  owners: {${list(50, "team")}}
  domains: {${list(10, "domain")}}
  sources: {warehouse: {engine: duckdb, files: ./data}}
`;

const WORDS =
  "order customer shop amount paid shipped cancelled refund currency region warehouse event daily total updated created status source record identifier".split(
    " ",
  );
const words = (seed: number, count: number) =>
  Array.from({ length: count }, (_, at) => WORDS[(seed * 7 + at * 13 + at * at) % WORDS.length]).join(" ");
const TYPES = ["STRING", "BIGINT", "DECIMAL(12,2) (>= 0)", "TIMESTAMP", "STRING (placed|paid|shipped)", "DATE", "BOOLEAN", "STRING (PII)"];

function richColumn(number: number, column: number): string {
  const seed = number + column;
  if (column === 3) return `parent_id: BIGINT (FK -> dataset_${Math.max(0, number - 1)}.id) -- ${words(seed, 6)}`;
  if (column === 5) return `field_5: {type: "DECIMAL(12,2)", min: 0, description: "${words(seed, 12)}"}`;
  if (column === 7) return `updated_at: TIMESTAMP -- ${words(seed, 8)}`;
  return `field_${column}: ${TYPES[column % TYPES.length]} -- ${words(seed, 8)}`;
}

function richDataset(number: number, edition: number): string {
  const columns = Array.from({ length: 19 }, (_, column) => `        - ${richColumn(number, column)}\n`);
  return `# yaml-language-server: $schema=https://example.com/schema/v1/catalog.json
data_catalog:
  datasets:
    dataset_${number}:
      title: Dataset ${number} of ${words(number, 3)}
      description: >-
        Edition ${edition}. ${words(number, 12)}
        ${words(number + 1, 14)}
        ${words(number + 2, 14)}
      owner: team-${number % 50}
      domain: domain-${number % 10}
      tags: [core, tier-${number % 4}]
      tier: ${(number % 4) + 1}
      source: warehouse.sales.dataset_${number}
      freshness: < 24 hours
      sla: Updated by 06:00 Europe/Berlin daily
      quality_score: 98%
      lineage: {upstream: [${number === 0 ? "" : `dataset_${number - 1}`}]}
      schema:
        - id: BIGINT (PK) -- names one row
${columns.join("")}      checks:
        - row_count: {min: 100, max: 1000000}
        - not_null: parent_id
          severity: critical
        - name: ${words(number, 4)}
          sql: SELECT * FROM dataset_${number} WHERE updated_at > now()
      usage_examples:
        - name: ${words(number, 3)}
          description: ${words(number + 3, 10)}
          sql: |
            SELECT date_trunc('day', updated_at) AS day, sum(field_2) AS amount
            FROM dataset_${number} WHERE field_4 <> 'cancelled'
            GROUP BY 1 ORDER BY 1
`;
}
