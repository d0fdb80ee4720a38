import type { Progress } from "#lib/cli/command.ts";
import { formatCount } from "#lib/format.ts";

const BAR = 24;
/** Drawn at most this often, in milliseconds; what is over sooner than the first one is never drawn. */
const INTERVAL = 80;

export interface ProgressScreen {
  readonly write: (text: string) => void;
  readonly columns: number;
  /** Milliseconds. */
  readonly clock: () => number;
}

export const NO_PROGRESS: Progress = { update() {}, end() {} };

/** A bar in one line of a terminal, drawn over itself and erased at the end. */
export function startProgress(label: string, total: number, { write, columns, clock }: ProgressScreen): Progress {
  let drawnAt = clock();
  let isDrawn = false;
  return {
    update(done) {
      if (clock() - drawnAt < INTERVAL) return;
      drawnAt = clock();
      isDrawn = true;
      write(`\r\u001b[2K${drawBar(label, done, total).slice(0, Math.max(0, columns - 1))}`);
    },
    end() {
      if (isDrawn) write("\r\u001b[2K");
      isDrawn = false;
    },
  };
}

function drawBar(label: string, done: number, total: number): string {
  const share = total <= 0 ? 1 : Math.min(1, Math.max(0, done / total));
  const full = Math.round(share * BAR);
  return `${label} ${"█".repeat(full)}${"░".repeat(BAR - full)} ${formatCount(done)} of ${formatCount(total)}`;
}
