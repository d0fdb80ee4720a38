"use client";

import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from "react";
import type { Outcome } from "#components/console/ask.ts";
import { catalogReader } from "#components/console/completion/catalog-reader.ts";
import type { ConsoleSettings } from "#components/console/console-settings.ts";
import { type Editor, SqlEditor } from "#components/console/editor/editor.client.tsx";
import { HistoryPanel } from "#components/console/history-panel.client.tsx";
import { OpenedNotice } from "#components/console/opened-notice.client.tsx";
import { ProgramsPanel } from "#components/console/programs-panel.client.tsx";
import { ResultPanel } from "#components/console/result-panel.client.tsx";
import { RunBar } from "#components/console/run-bar.client.tsx";
import { RunNotice } from "#components/console/run-notice.client.tsx";
import { offsetOf, wordAt } from "#components/console/sql-place.ts";
import { clearRuns, keepDraft, keepRun, readRuns } from "#components/console/storage.ts";
import { useOpened } from "#components/console/use-opened.client.ts";
import { type Statement, useQueryRun } from "#components/console/use-query-run.client.ts";
import { MenuCloser } from "#components/site/menu-closer.client.tsx";

/** The console. Loaded when its page is, and by no other page. */
export default function Console(settings: ConsoleSettings) {
  const [client] = useState(() => new QueryClient());
  const opened = useOpened();
  return (
    <QueryClientProvider client={client}>
      {opened === null ? null : <Desk key={opened.key} settings={settings} opened={opened} client={client} />}
      <MenuCloser />
    </QueryClientProvider>
  );
}

interface DeskProps {
  readonly settings: ConsoleSettings;
  readonly opened: NonNullable<ReturnType<typeof useOpened>>;
  readonly client: QueryClient;
}

function Desk({ settings, opened, client }: DeskProps) {
  const catalog = useMemo(() => catalogReader(client), [client]);
  const editor = useRef<Editor>(null);
  const [sql, setSql] = useState(opened.sql);
  const [isEdited, setEdited] = useState(false);
  const [runs, setRuns] = useState(readRuns);
  const [shown, setShown] = useState<"history" | "programs" | null>(null);

  const onEnd = (statement: Statement, outcome: Outcome, tookMs: number) => {
    if (outcome.kind === "refused") editor.current?.mark(marksOf(outcome, statement));
    if (outcome.kind === "plan" || outcome.kind === "unreachable") return;
    const rows = outcome.kind === "rows" ? outcome.result.rows.length : null;
    setRuns(keepRun({ sql: statement.sql, at: new Date().toISOString(), elapsedMs: Math.round(tookMs), rows }));
  };
  const { run, start, stop } = useQueryRun(onEnd);

  const send = (explain: boolean) => {
    const part = editor.current?.selection() ?? null;
    const statement = part ?? { sql: editor.current?.text() ?? "", from: 0 };
    if (statement.sql.trim() === "") return editor.current?.focus();
    editor.current?.mark([]);
    start(statement, { explain });
  };
  const onChange = (text: string) => {
    setSql(text);
    setEdited(true);
    keepDraft(text);
  };
  const replace = (text: string) => {
    editor.current?.replace(text);
    editor.current?.focus();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Escape" && !event.defaultPrevented && stop()) event.preventDefault();
  };
  useEffect(() => editor.current?.focus(), []);

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: Escape stops from anywhere in the console; there is a button, too
    <div className="console" onKeyDown={onKeyDown}>
      <div className="desk">
        <SqlEditor ref={editor} initial={opened.sql} catalog={catalog} onChange={onChange} onRun={() => send(false)} onStop={stop} />
        <RunBar
          run={run}
          sql={sql}
          settings={settings}
          shown={shown}
          onShow={(panel) => setShown(shown === panel ? null : panel)}
          onRun={() => send(false)}
          onExplain={() => send(true)}
          onStop={stop}
        />
      </div>
      <OpenedNotice opened={opened} isHidden={isEdited || run.kind !== "none"} onRestore={replace} />
      {shown === "history" ? (
        <HistoryPanel
          runs={runs}
          onChoose={replace}
          onClear={() => {
            clearRuns();
            setRuns([]);
          }}
        />
      ) : null}
      {shown === "programs" ? <ProgramsPanel sql={sql} settings={settings} /> : null}
      <RunNotice run={run} onGoTo={(offset) => editor.current?.goTo(offset)} />
      {run.kind === "rows" ? <ResultPanel key={run.tookMs} result={run.result} sql={run.statement.sql} catalog={catalog} /> : null}
    </div>
  );
}

function marksOf({ problem }: Extract<Outcome, { kind: "refused" }>, { sql, from }: Statement) {
  return problem.errors.flatMap(({ path, message }) => {
    const offset = offsetOf(path, sql);
    if (offset === null) return [];
    const word = wordAt(offset, sql);
    return [{ from: from + word.from, to: from + word.to, message }];
  });
}
