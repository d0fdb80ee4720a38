"use client";

import { useState } from "react";
import { type Table, toCsv, toTsv } from "#components/console/copy/csv.ts";
import { toInserts } from "#components/console/copy/insert.ts";
import { toMarkdown } from "#components/console/copy/markdown.ts";
import { Icon } from "#components/ui/icon.tsx";
import { formatPlural } from "#lib/format.ts";

interface CopyMenuProps {
  /** What is copied: the selection, or all rows that came. */
  readonly table: Table;
  readonly isSelection: boolean;
  /** Name of the table in INSERT statements. */
  readonly name: string;
}

const FORMS = [
  { title: "CSV", note: "NULL is nothing, an empty text is two quotes", write: toCsv },
  { title: "Cells", note: "for pasting into a spreadsheet; formulas stay text", write: toTsv },
  { title: "Markdown", note: "a table for a ticket or a page", write: toMarkdown },
  { title: "INSERT", note: "statements for another database", write: toInserts },
] as const;

/** Puts the result, or what is selected of it, on the clipboard. */
export function CopyMenu({ table, isSelection, name }: CopyMenuProps) {
  const [said, setSaid] = useState("");
  const what = `${isSelection ? "selected " : ""}${formatPlural(table.rows.length, "row")}`;

  const copy = async ({ title, write }: (typeof FORMS)[number], menu: HTMLDetailsElement | null) => {
    try {
      await navigator.clipboard.writeText(write(table, name));
      setSaid(`Copied ${what} as ${title}`);
    } catch {
      setSaid("Could not copy: the browser does not allow it here");
    }
    if (menu !== null) {
      menu.open = false;
      menu.querySelector("summary")?.focus();
    }
  };

  return (
    <>
      <details className="menu menu-right">
        <summary className="button small-button">
          <Icon name="copy" size={14} />
          Copy
        </summary>
        <ul>
          <li className="menu-note">{isSelection ? `The ${what}` : `All ${what} here`}</li>
          {FORMS.map((form) => (
            <li key={form.title}>
              <button type="button" onClick={({ currentTarget }) => void copy(form, currentTarget.closest("details"))}>
                {form.title}
                <span>{form.note}</span>
              </button>
            </li>
          ))}
        </ul>
      </details>
      <span className="said" role="status">
        {said}
      </span>
    </>
  );
}
