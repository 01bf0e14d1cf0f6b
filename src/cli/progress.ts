/** Progress on stderr: one line drawn over on a terminal, a line per milestone elsewhere, nothing when quiet. */
import type { Terminal } from "./terminal.ts";
import { visibleLine } from "./visible.ts";

export interface ProgressBar {
  /** Where the work stands: `done` in [0, 1], and what to show at this moment. */
  update(done: number, detail: string): void;
  /** A moment worth a line where nothing can be drawn over. */
  milestone(text: string): void;
  /** Removes the bar. */
  end(): void;
}

export type Loudness = "quiet" | "normal";

/** The bar takes what the words leave of the line, within these widths. */
const NARROWEST = 6;
const WIDEST = 24;
const MILLISECONDS_BETWEEN_FRAMES = 80;

/** Starts a bar named `title`. Time left is estimated from the share done. */
export function startProgress(title: string, terminal: Terminal, loudness: Loudness): ProgressBar {
  if (loudness === "quiet") return { update() {}, milestone() {}, end() {} };
  const began = performance.now();
  let drawn = Number.NEGATIVE_INFINITY;
  if (!terminal.live) {
    return { update() {}, milestone: (text) => terminal.err(`${title} ${text}\n`), end() {} };
  }
  return {
    update(done, detail) {
      const now = performance.now();
      if (now - drawn < MILLISECONDS_BETWEEN_FRAMES) return;
      drawn = now;
      const left = done > 0.02 ? ` ${duration(((now - began) / 1000) * (1 / done - 1))} left` : "";
      const words = `${left} │ ${detail}`;
      const room = terminal.columns - 1 - title.length - 1 - words.length;
      const width = Math.min(WIDEST, Math.max(NARROWEST, room));
      const filled = Math.round(width * done);
      const line = `${title} ${"━".repeat(filled)}${"╌".repeat(width - filled)}${words}`;
      terminal.draw(visibleLine(line).slice(0, terminal.columns - 1));
    },
    milestone() {},
    end() {
      if (Number.isFinite(drawn)) terminal.draw("");
    },
  };
}

/** "6.1 s", "2 min 05 s", "1 h 03 min". */
export function duration(seconds: number): string {
  if (seconds < 59.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, "0")} s`;
  return `${Math.floor(whole / 3600)} h ${String(Math.floor((whole % 3600) / 60)).padStart(2, "0")} min`;
}
