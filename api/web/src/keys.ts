// The chart by keyboard and buttons: which key moves the cursor, and where the next place is.
import type { Window } from "./scales";
import type { Series } from "./series";

const JUMP = 10;
const ZOOM = 0.5;

export type Go = "in" | "out" | "all";

/** How far the cursor moves, or what becomes of the window; null where a key means nothing here. */
export function meant(event: KeyboardEvent): number | Go | null {
  if (event.ctrlKey || event.metaKey || event.altKey) return null;
  const step = event.shiftKey ? JUMP : 1;
  const moves: Record<string, number | Go> = {
    ArrowLeft: -step,
    ArrowRight: step,
    Home: -Infinity,
    End: Infinity,
    "+": "in",
    "-": "out",
    "0": "all",
  };
  return moves[event.key] ?? null;
}

/** Where the cursor stands after a move within the window. */
export function moved(series: Series, [from, to]: Window, index: number | null, by: number): number {
  const inside = series.starts.flatMap((start, at) => (start >= from && start < to ? [at] : []));
  const begin = inside[0] ?? 0;
  const end = inside.at(-1) ?? 0;
  // The first key shows where the cursor is: at the newest value going back, else at the oldest.
  const now = index ?? (by === -1 ? end + 1 : begin - 1);
  return Math.min(Math.max(now + by, begin), end);
}

/** Closer to the cursor, or further away from the middle. */
export function zoomed([from, to]: Window, cursor: number | undefined, go: "in" | "out"): Window {
  const middle = cursor !== undefined && cursor >= from && cursor < to ? cursor : (from + to) / 2;
  const half = ((to - from) * (go === "in" ? ZOOM : 1 / ZOOM)) / 2;
  return [middle - half, middle + half];
}
