"use client";

import { setDiagnostics } from "@codemirror/lint";
import { EditorState } from "@codemirror/state";
import { EditorView } from "@codemirror/view";
import { type Ref, useEffect, useImperativeHandle, useRef } from "react";
import type { CatalogReader } from "#components/console/completion/catalog-reader.ts";
import { type EditorCalls, editorSetup } from "#components/console/editor/setup.ts";

/** A part of the text to be underlined, with what is wrong there. */
export interface Mark {
  readonly from: number;
  readonly to: number;
  readonly message: string;
}

export interface Editor {
  readonly text: () => string;
  /** What is selected, and where it begins; `null`: nothing is. */
  readonly selection: () => { readonly sql: string; readonly from: number } | null;
  /** Can be undone as typing can. */
  readonly replace: (sql: string) => void;
  readonly mark: (marks: readonly Mark[]) => void;
  readonly goTo: (offset: number) => void;
  readonly focus: () => void;
}

interface SqlEditorProps extends EditorCalls {
  readonly ref: Ref<Editor>;
  readonly initial: string;
  readonly catalog: CatalogReader;
}

/**
 * The editor lives in a shadow root: there CodeMirror uses constructed style sheets, and the page's policy need not allow style elements.
 * Calls may change; the editor is made once.
 */
export function SqlEditor({ ref, initial, catalog, ...calls }: SqlEditorProps) {
  const frame = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView | null>(null);
  const latest = useRef<EditorCalls>(calls);
  latest.current = calls;
  const first = useRef(initial);

  useEffect(() => {
    const host = document.createElement("div");
    host.className = "editor-host";
    frame.current?.replaceChildren(host);
    const root = host.attachShadow({ mode: "open" });
    const made = new EditorView({
      root,
      parent: root,
      state: EditorState.create({
        doc: first.current,
        extensions: editorSetup(catalog, {
          onChange: (sql) => {
            first.current = sql;
            latest.current.onChange(sql);
          },
          onRun: () => latest.current.onRun(),
          onStop: () => latest.current.onStop(),
        }),
      }),
    });
    view.current = made;
    return () => {
      made.destroy();
      host.remove();
      view.current = null;
    };
  }, [catalog]);

  useImperativeHandle(ref, () => editorOf(() => view.current), []);
  return <div className="editor" ref={frame} />;
}

function editorOf(current: () => EditorView | null): Editor {
  return {
    text: () => current()?.state.doc.toString() ?? "",
    selection: () => {
      const state = current()?.state;
      const { from, to } = state?.selection.main ?? { from: 0, to: 0 };
      return state === undefined || from === to ? null : { sql: state.sliceDoc(from, to), from };
    },
    replace: (sql) => {
      const view = current();
      view?.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: sql }, selection: { anchor: 0 } });
    },
    mark: (marks) => {
      const view = current();
      if (view === null) return;
      const end = view.state.doc.length;
      const inside = marks.map(({ from, to, message }) => ({
        from: Math.min(from, end),
        to: Math.min(to, end),
        severity: "error" as const,
        message,
      }));
      view.dispatch(setDiagnostics(view.state, inside));
    },
    goTo: (offset) => {
      const view = current();
      view?.dispatch({ selection: { anchor: Math.min(offset, view.state.doc.length) }, scrollIntoView: true });
      view?.focus();
    },
    focus: () => current()?.focus(),
  };
}
