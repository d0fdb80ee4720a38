import type { FileSet } from "#lib/cli/schema-source/data-files.ts";
import type { TableColumn, TableSchema } from "#lib/intake/table-schema.ts";
import { plainTable } from "#lib/intake/table-schema.ts";

/** The columns of several files of one dataset, in the order in which they are first seen. What differs is told. */
export function mergeColumns(
  files: readonly { readonly name: string; readonly columns: readonly TableColumn[] }[],
): readonly TableColumn[] {
  const merged = new Map<string, { column: TableColumn; count: number }>();
  for (const { name, columns } of files)
    for (const column of columns) {
      const before = merged.get(column.name);
      if (before === undefined) {
        merged.set(column.name, { column, count: 1 });
        continue;
      }
      const differs = before.column.type !== column.type && before.column.comment === null;
      const comment = differs ? `${column.type} in ${name}` : before.column.comment;
      merged.set(column.name, {
        count: before.count + 1,
        column: { ...before.column, required: before.column.required && column.required, comment },
      });
    }
  return [...merged.values()].map(({ column, count }) =>
    count === files.length
      ? column
      : {
          ...column,
          required: false,
          comment: [column.comment, `not in all of the ${files.length} files`].filter((text) => text !== null).join("; "),
        },
  );
}

export function fileTable(set: FileSet, columns: readonly TableColumn[], remarks: readonly string[]): TableSchema {
  const partitions = [
    ...new Set(set.files.flatMap((file) => [...file.matchAll(/[/\\](\w+)=[^/\\]*(?=[/\\])/g)].map(([, key = ""]) => key))),
  ];
  return {
    ...plainTable(null, set.name, columns),
    kind: "file",
    remarks: [
      ...remarks,
      ...(partitions.length === 0
        ? []
        : [
            `Its folders say ${partitions.map((key) => `${key}=…`).join("/")}: ${partitions.length === 1 ? "that column is" : "those columns are"} not in the files.`,
          ]),
    ],
  };
}
