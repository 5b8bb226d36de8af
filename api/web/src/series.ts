// A series of an indicator, as the API answers it, and the addresses under which it does.

export type Bucket = "15min" | "hour" | "day" | "month" | "year";

export interface Value {
  start: string;
  value: number | null;
  coverage: number | null;
  flag: number;
  status: string;
  [detail: string]: unknown; // what the catalogue says is beside the number
}

export interface Series {
  bucket: Bucket;
  from: number; // seconds since 1970, the window that was asked for
  to: number;
  starts: number[]; // seconds since 1970
  values: Value[];
}

const DAY_S = 86_400;
/** The shortest of its kind: months and years differ. */
export const BUCKET_S: Record<Bucket, number> = { "15min": 900, hour: 3600, day: DAY_S, month: 28 * DAY_S, year: 365 * DAY_S };
const ORDER: Bucket[] = ["15min", "hour", "day", "month", "year"];
const QUARTERS_DAYS_MAX = 4;
const HOURS_DAYS_MAX = 45;

/** The finest of the known resolutions that still can be told apart in so many seconds. */
export function bucketFor(seconds: number, known: Bucket[]): Bucket {
  let fits: Bucket = seconds <= HOURS_DAYS_MAX * DAY_S ? "hour" : "day";
  if (seconds <= QUARTERS_DAYS_MAX * DAY_S) fits = "15min";
  return known.find((one) => ORDER.indexOf(one) >= ORDER.indexOf(fits)) ?? known.at(-1) ?? "day";
}

/** Where the bucket ends that begins at an instant. */
export function endOf(start: number, bucket: Bucket, zone: string): number {
  if (bucket !== "month" && bucket !== "year") return start + BUCKET_S[bucket];
  const [year = 0, month = 1] = dateOf(start, zone).split("-").map(Number);
  const next = bucket === "year" ? [year + 1, 1] : month === 12 ? [year + 1, 1] : [year, month + 1];
  return instant(`${next[0]}-${String(next[1]).padStart(2, "0")}-01`, zone);
}

/** The address of a window in a form; local dates, because whole days are asked for. */
export function address(base: string, from: string, to: string, bucket: Bucket, format = ""): string {
  const url = new URL(base, location.origin);
  url.searchParams.set("from", from);
  url.searchParams.set("to", to);
  url.searchParams.set("bucket", bucket);
  if (format !== "") url.searchParams.set("format", format);
  return url.pathname + url.search;
}

/** Ask for a window; null when it cannot be had. */
export async function load(
  base: string,
  from: string,
  to: string,
  bucket: Bucket,
  zone: string,
): Promise<Series | null> {
  const answer = await fetch(address(base, from, to, bucket), { headers: { accept: "application/json" } }).catch(
    () => null,
  );
  if (answer === null || !answer.ok) return null;
  const answered = (await answer.json()) as { values: Value[] };
  const now = Date.now() / 1000;
  // What has not come yet is not missing: it is left out.
  const values = answered.values.filter(({ start }) => instant(start, zone) < now);
  const starts = values.map(({ start }) => instant(start, zone));
  const last = values.at(-1);
  if (last !== undefined && endOf(starts.at(-1) ?? now, bucket, zone) > now) last.status = "running";
  return { bucket, from: instant(from, zone), to: instant(to, zone), starts, values };
}

/** Seconds since 1970 of an instant, or of midnight of a local date in a zone. */
export function instant(text: string, zone: string): number {
  if (text.length > 10) return Date.parse(text) / 1000;
  const utc = Date.parse(`${text}T00:00:00Z`) / 1000;
  // Twice, because the offset at the guess may not be that at midnight when the clock changes.
  const guess = utc - offset(utc, zone);
  return utc - offset(guess, zone);
}

/** The local date of an instant in a zone, as YYYY-MM-DD. */
export function dateOf(seconds: number, zone: string): string {
  return new Date((seconds + offset(seconds, zone)) * 1000).toISOString().slice(0, 10);
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** What a zone is ahead of UTC at an instant, in seconds. */
export function offset(seconds: number, zone: string): number {
  let format = formats.get(zone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat("en-US", {
      timeZone: zone,
      hourCycle: "h23",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
      second: "numeric",
    });
    formats.set(zone, format);
  }
  const parts = Object.fromEntries(format.formatToParts(seconds * 1000).map(({ type, value }) => [type, Number(value)]));
  const local = Date.UTC(
    parts["year"] ?? 0,
    (parts["month"] ?? 1) - 1,
    parts["day"],
    parts["hour"],
    parts["minute"],
    parts["second"],
  );
  return local / 1000 - Math.floor(seconds);
}
