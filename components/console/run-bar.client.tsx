"use client";

import { useEffect, useState } from "react";
import type { ConsoleSettings } from "#components/console/console-settings.ts";
import { fragmentOf } from "#components/console/share.ts";
import type { QueryRun } from "#components/console/use-query-run.client.ts";
import { Icon } from "#components/ui/icon.tsx";
import { formatCount, formatMilliseconds } from "#lib/format.ts";
import { href } from "#lib/href.ts";

interface RunBarProps {
  readonly run: QueryRun;
  readonly sql: string;
  readonly settings: ConsoleSettings;
  readonly shown: "history" | "programs" | null;
  readonly onShow: (panel: "history" | "programs") => void;
  readonly onRun: () => void;
  readonly onExplain: () => void;
  readonly onStop: () => void;
}

/** Run and stop, and what else a statement is for. The limits stand here, where they bite. */
export function RunBar({ run, sql, settings, shown, onShow, onRun, onExplain, onStop }: RunBarProps) {
  const isRunning = run.kind === "running";
  return (
    <div className="run-bar">
      {isRunning ? (
        <button type="button" className="button main" onClick={onStop}>
          <Icon name="stop" size={14} />
          Stop
          <kbd>Esc</kbd>
        </button>
      ) : (
        <button type="button" className="button main" onClick={onRun}>
          <Icon name="run" size={14} />
          Run
          <kbd>{isMac() ? "⌘" : "Ctrl"} Enter</kbd>
        </button>
      )}
      <button type="button" className="button" onClick={onExplain} disabled={isRunning}>
        Explain
      </button>
      <p className="run-limits">
        {isRunning ? <Clock since={run.since} /> : null}
        {isRunning ? null : (
          <a href={href.limits()}>
            at most {formatCount(settings.maxRows)} rows, {Math.round(settings.timeoutMs / 1000)} s
          </a>
        )}
      </p>
      <div className="run-more">
        <ShareButton sql={sql} />
        <button type="button" className="button small-button" aria-expanded={shown === "programs"} onClick={() => onShow("programs")}>
          <Icon name="api" size={14} />
          Code
        </button>
        <button type="button" className="button small-button" aria-expanded={shown === "history"} onClick={() => onShow("history")}>
          <Icon name="history" size={14} />
          History
        </button>
      </div>
    </div>
  );
}

const isMac = () => /Mac|iPhone|iPad/.test(navigator.userAgent);
const TICK_MS = 100;

function Clock({ since }: { readonly since: number }) {
  const [now, setNow] = useState(() => performance.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(performance.now()), TICK_MS);
    return () => clearInterval(timer);
  }, []);
  return (
    <span role="timer" aria-label="Time of this query" className="tabular">
      {formatMilliseconds(Math.max(0, now - since))}
    </span>
  );
}

/** The statement is in the link's fragment, which browsers send to no server. */
function ShareButton({ sql }: { readonly sql: string }) {
  const [said, setSaid] = useState("");
  const share = async () => {
    const fragment = await fragmentOf(sql);
    history.replaceState(history.state, "", `${href.console()}${fragment}`);
    const link = `${location.origin}${href.console()}${fragment}`;
    setSaid(
      await navigator.clipboard.writeText(link).then(
        () => "Link copied. Whoever opens it sees the statement and runs it with their own rights.",
        () => "The link is in the address bar: copy it from there.",
      ),
    );
  };
  return (
    <>
      <span className="said" role="status">
        {said}
      </span>
      <button type="button" className="button small-button" disabled={sql.trim() === ""} onClick={() => void share()}>
        <Icon name="link" size={14} />
        Share
      </button>
    </>
  );
}
