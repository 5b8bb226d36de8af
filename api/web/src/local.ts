// Days and times of day of a zone, written as the page's language does.
import { offset } from "./series";
import type { Bucket } from "./series";
import { language, say } from "./words";

/** A date whose UTC fields are the local ones of the zone. */
export function local(seconds: number, zone: string): Date {
  return new Date((seconds + offset(seconds, zone)) * 1000);
}

export function day(seconds: number, zone: string): string {
  const date = local(seconds, zone);
  const name = say("weekdays").split(" ")[(date.getUTCDay() + 6) % 7] ?? "";
  if (language === "de-DE") return `${name}, ${two(date.getUTCDate())}.${two(date.getUTCMonth() + 1)}.${date.getUTCFullYear()}`;
  return `${name} ${date.getUTCDate()} ${month(date)} ${date.getUTCFullYear()}`;
}

/** The beginning of a bucket, as its length asks. */
export function beginning(seconds: number, bucket: Bucket, zone: string): string {
  const date = local(seconds, zone);
  if (bucket === "year" && date.getUTCMonth() === 0 && date.getUTCDate() === 1) return String(date.getUTCFullYear());
  if (bucket === "month" && date.getUTCDate() === 1) return `${month(date)} ${date.getUTCFullYear()}`;
  const civil = bucket === "day" || bucket === "month" || bucket === "year";
  return civil ? day(seconds, zone) : `${day(seconds, zone)}, ${clock(seconds, zone)}`;
}

export function clock(seconds: number, zone: string): string {
  const date = local(seconds, zone);
  return `${two(date.getUTCHours())}:${two(date.getUTCMinutes())}`;
}

/** A short label of an axis, as fine as its steps. */
export function tick(seconds: number, zone: string, step: number): string {
  const date = local(seconds, zone);
  const midnight = date.getUTCHours() === 0 && date.getUTCMinutes() === 0;
  if (step < 86_400 && !midnight) return clock(seconds, zone);
  if (step >= 27 * 86_400) return date.getUTCMonth() === 0 ? `${month(date)}\n${date.getUTCFullYear()}` : month(date);
  return language === "de-DE" ? `${date.getUTCDate()}.${date.getUTCMonth() + 1}.` : `${date.getUTCDate()} ${month(date)}`;
}

function month(date: Date): string {
  return say("months").split(" ")[date.getUTCMonth()] ?? "";
}

function two(value: number): string {
  return String(value).padStart(2, "0");
}
