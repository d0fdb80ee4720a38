"use client";

import { useEffect, useRef, useState } from "react";
import { type ExportManifest, readManifest } from "#components/dataset/export-manifest.ts";
import { brokenWords, progressWords } from "#components/dataset/export-words.ts";
import { CopyButton } from "#components/ui/copy-button.client.tsx";
import { formatBytes, formatPlural } from "#lib/format.ts";
import { href } from "#lib/href.ts";

interface ExportProgressProps {
  /** Bytes of the dataset's own files, and their form: a file of the same form is about as long. */
  readonly sourceBytes: number | null;
  readonly sourceFormat: string | null;
}

interface Followed {
  readonly id: string;
  readonly since: number;
  /** `null`: nothing was heard of it yet; `"lost"`: and no longer will be. */
  readonly manifest: ExportManifest | "lost" | null;
}

/** Milliseconds before each question while nothing is known; then every second. */
const FIRST_LOOKS = [700, 1_500, 3_000, 6_000] as const;
const EVERY_MS = 1_000;

/**
 * Follows a download that a link of the menu began. The browser downloads by itself; this gives the link an id of its own beforehand, asks the
 * server how far that export is, and can end it.
 */
export function ExportProgress({ sourceBytes, sourceFormat }: ExportProgressProps) {
  const [followed, setFollowed] = useState<Followed | null>(null);
  const follow = useRef(setFollowed);

  useEffect(() => {
    const onClick = (event: MouseEvent) => {
      const link = event.target instanceof Element ? event.target.closest<HTMLAnchorElement>("[data-export-menu] a[download]") : null;
      if (link === null) return;
      const id = newId();
      const url = new URL(link.href);
      url.searchParams.set("export-id", id);
      link.href = url.href;
      link.closest("details")?.removeAttribute("open");
      follow.current({ id, since: performance.now(), manifest: null });
    };
    document.addEventListener("click", onClick, { capture: true });
    return () => document.removeEventListener("click", onClick, { capture: true });
  }, []);

  const id = followed?.id;
  useEffect(() => {
    if (id === undefined) return;
    let timer: ReturnType<typeof setTimeout>;
    const look = async (times: number) => {
      const manifest = await ask(id, "GET");
      const next = manifest === null ? FIRST_LOOKS[times + 1] : manifest.state === "running" ? EVERY_MS : undefined;
      const told = manifest ?? (next === undefined ? "lost" : null);
      setFollowed((current) => (current?.id === id ? { ...current, manifest: told ?? current.manifest } : current));
      if (next !== undefined) timer = setTimeout(() => void look(times + 1), next);
    };
    timer = setTimeout(() => void look(0), FIRST_LOOKS[0]);
    return () => clearTimeout(timer);
  }, [id]);

  if (followed === null) return null;
  const { manifest, since } = followed;
  const cancel = async () => {
    const after = await ask(followed.id, "DELETE");
    setFollowed((current) => (current?.id === followed.id && after !== null ? { ...current, manifest: after } : current));
  };
  const isRunning = manifest === null || (manifest !== "lost" && manifest.state === "running");
  return (
    <div className="export-progress">
      {isRunning ? (
        <Running
          manifest={manifest}
          total={manifest?.format === sourceFormat ? sourceBytes : null}
          seconds={(performance.now() - since) / 1000}
          onCancel={() => void cancel()}
        />
      ) : null}
      {/* Only the end is read out: how far it is would be said every second. */}
      <div role="status">{isRunning ? null : <Ended manifest={manifest} id={followed.id} />}</div>
    </div>
  );
}

interface RunningProps {
  /** `null`: it has just begun. */
  readonly manifest: ExportManifest | null;
  readonly total: number | null;
  readonly seconds: number;
  readonly onCancel: () => void;
}

function Running({ manifest, total, seconds, onCancel }: RunningProps) {
  return (
    <>
      <p className="export-file">
        {manifest === null ? "The download begins." : <span className="mono">{manifest.filename}</span>}
        {manifest === null ? null : (
          <button type="button" className="link" onClick={onCancel}>
            Cancel
          </button>
        )}
      </p>
      <progress
        {...(manifest === null || total === null ? {} : { max: total, value: Math.min(manifest.bytesSent, total) })}
        aria-label="Download"
      />
      <p className="tabular">{manifest === null ? null : progressWords(manifest, total, seconds)}</p>
    </>
  );
}

function Ended({ manifest, id }: { readonly manifest: ExportManifest | "lost"; readonly id: string }) {
  if (manifest === "lost") {
    return (
      <p>
        Nothing is known of this download. If your browser has no file, it was refused: open its address from the Access section to see why.
      </p>
    );
  }
  const { state, filename, bytesSent, rows, sha256 } = manifest;
  if (state !== "complete") return <p>{brokenWords(manifest)}</p>;
  return (
    <>
      <p>
        <span className="mono">{filename}</span> is whole: {rows === null ? null : `${formatPlural(rows, "row")}, `}
        {formatBytes(bytesSent)}. <a href={href.api.exportManifest(id)}>Manifest</a>
      </p>
      {sha256 === null ? null : (
        <p className="xs">
          SHA-256 <code>{sha256}</code> <CopyButton text={sha256} what="the SHA-256" />
        </p>
      )}
    </>
  );
}

async function ask(id: string, method: "GET" | "DELETE"): Promise<ExportManifest | null> {
  try {
    const answer = await fetch(href.api.exportManifest(id), { method });
    return answer.ok ? readManifest(await answer.json()) : null;
  } catch {
    return null;
  }
}

/** A random UUID, also where the page came without TLS and `randomUUID` is not offered. */
function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  const hex = Array.from(bytes, (byte, index) =>
    (index === 6 ? (byte & 0x0f) | 0x40 : index === 8 ? (byte & 0x3f) | 0x80 : byte).toString(16).padStart(2, "0"),
  );
  return [hex.slice(0, 4), hex.slice(4, 6), hex.slice(6, 8), hex.slice(8, 10), hex.slice(10)].map((part) => part.join("")).join("-");
}
