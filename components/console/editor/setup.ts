import { autocompletion, closeBrackets, closeBracketsKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { PostgreSQL, SQLDialect, sql } from "@codemirror/lang-sql";
import { bracketMatching, indentOnInput } from "@codemirror/language";
import { type Extension, Prec } from "@codemirror/state";
import { drawSelection, EditorView, highlightActiveLineGutter, keymap, lineNumbers, placeholder } from "@codemirror/view";
import type { CatalogReader } from "#components/console/completion/catalog-reader.ts";
import { completions } from "#components/console/completion/completion.ts";
import { KEYWORDS } from "#components/console/completion/words.ts";
import { theme } from "#components/console/editor/theme.ts";

export interface EditorCalls {
  readonly onChange: (sql: string) => void;
  readonly onRun: () => void;
  /** `false`: nothing was running, so the key means something else. */
  readonly onStop: () => boolean;
}

/** The words that are offered are those that are coloured; a database knows hundreds, and people name columns after them. */
const dialect = SQLDialect.define({
  ...PostgreSQL.spec,
  keywords: `${KEYWORDS.join(" ").toLowerCase()} pivot unpivot exclude asof semi anti`,
});

/** Tab is left alone: it leads out of the editor, as keyboards expect of a field. Ctrl/⌘ ] indents. */
export function editorSetup(catalog: CatalogReader, { onChange, onRun, onStop }: EditorCalls): Extension {
  const run = () => {
    onRun();
    return true;
  };
  return [
    lineNumbers(),
    highlightActiveLineGutter(),
    history(),
    drawSelection(),
    indentOnInput(),
    bracketMatching(),
    closeBrackets(),
    EditorView.lineWrapping,
    sql({ dialect }),
    autocompletion({ override: [...completions(catalog)], icons: false, maxRenderedOptions: 40 }),
    placeholder("SELECT … FROM a dataset"),
    Prec.high(
      keymap.of([
        { key: "Mod-Enter", run },
        { key: "Ctrl-Enter", run },
        { key: "Escape", run: onStop },
      ]),
    ),
    keymap.of([...closeBracketsKeymap, ...defaultKeymap, ...historyKeymap]),
    EditorView.contentAttributes.of({ "aria-label": "SQL statement", autocapitalize: "off", autocorrect: "off", spellcheck: "false" }),
    EditorView.updateListener.of(({ docChanged, state }) => {
      if (docChanged) onChange(state.doc.toString());
    }),
    theme,
  ];
}
