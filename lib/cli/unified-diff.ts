import { FILE_HEADERS_ONLY, formatPatch, structuredPatch } from "diff";
import type { Context, Style } from "#lib/cli/command.ts";

/** Milliseconds to look for a short difference; then the file counts as replaced. */
const PATIENCE = 2_000;

/** The difference of two texts of one file, as `git apply` takes it. @param path relative, with `/` */
export function unifiedDiff(path: string, before: string, after: string): string {
  const patch = structuredPatch(`a/${path}`, `b/${path}`, before, after, undefined, undefined, { context: 3, timeout: PATIENCE });
  return patch === undefined ? replacement(path, before, after) : formatPatch(patch, FILE_HEADERS_ONLY);
}

function replacement(path: string, before: string, after: string): string {
  const side = (text: string, sign: string) => {
    const lines = text.replace(/\n$/, "").split("\n");
    const end = text.endsWith("\n") ? "" : "\n\\ No newline at end of file";
    return { count: lines.length, text: lines.map((line) => sign + line).join("\n") + end };
  };
  const [removed, added] = [side(before, "-"), side(after, "+")];
  return `--- a/${path}\n+++ b/${path}\n@@ -1,${removed.count} +1,${added.count} @@\n${removed.text}\n${added.text}\n`;
}

/** In the colours that people know, where there are any. */
export function colourDiff(diff: string, { style, colour }: Pick<Context, "style" | "colour">): string {
  if (!colour) return diff;
  const styled = (format: Style, line: string) => style(format, line);
  return diff
    .split("\n")
    .map((line) => {
      if (/^(?:---|\+\+\+) /.test(line)) return styled("bold", line);
      if (line.startsWith("@@")) return styled("cyan", line);
      return line.startsWith("-") ? styled("red", line) : line.startsWith("+") ? styled("green", line) : line;
    })
    .join("\n");
}
