// What part of a series is visible, how finely it is divided, and how far the upper scale reaches.
import { BUCKET_S, bucketFor } from "./series";
import type { Bucket, Series } from "./series";

export type Window = [from: number, to: number]; // seconds since 1970

const BUCKETS_MIN = 6; // closer than this there is nothing more to see
const SHARE_WHOLE = 0.25; // a share that rises above it is drawn up to 100 %

/** The window around a wish: never narrower than a few buckets, never beyond the whole. */
export function within(all: Series, wish: Window, finest: Bucket): Window {
  const middle = (wish[0] + wish[1]) / 2;
  const half = Math.max(wish[1] - wish[0], BUCKETS_MIN * BUCKET_S[finest]) / 2;
  return [Math.max(middle - half, all.from), Math.min(middle + half, all.to)];
}

/** The resolution that a window can show, never coarser than that of the whole. */
export function resolution(all: Series, [from, to]: Window, known: Bucket[]): Bucket {
  if (from <= all.from && to >= all.to) return all.bucket;
  const fits = bucketFor(to - from, known);
  return BUCKET_S[fits] < BUCKET_S[all.bucket] ? fits : all.bucket;
}

/** The ends of the upright scale: zero is always on it. */
export function upright(low: number, top: number, share: boolean): Window {
  if (share) return [Math.min(low, 0), top > SHARE_WHOLE ? Math.max(1, top) : Math.max(top * 1.2, 0.01)];
  return [Math.min(low * 1.08, 0), Math.max(top * 1.08, top > 0 && top < 1 ? top : 1)];
}
