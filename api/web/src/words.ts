// The page's words for the browser, in the language of the page.

const words = JSON.parse(document.body.dataset["words"] ?? "{}") as Record<string, string>;

export const language = document.documentElement.lang === "en" ? "en-GB" : "de-DE";

/** The word of a key, its gaps `{…}` filled. */
export function say(key: string, values: Record<string, string | number> = {}): string {
  const text = words[key] ?? key;
  return text.replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ""));
}

/** Write a number as the page's language does; what was not observed is a dash. */
export function number(value: number | null | undefined, digits = 0): string {
  if (value === null || value === undefined || Number.isNaN(value)) return "–";
  const text = value.toLocaleString(language, {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
    useGrouping: true,
  });
  return text.replace("-", "−");
}

/** Write a share from 0 to 1; what is not whole is never shown as 100 %. */
export function percent(share: number | null | undefined): string {
  if (share === null || share === undefined) return "–";
  const whole = Math.floor(share * 100 + 0.5);
  return `${share >= 0 && share < 1 ? Math.min(whole, 99) : whole}\u202f%`;
}

/** Say how long ago something was. */
export function age(seconds: number): string {
  const whole = Math.floor(seconds);
  if (whole < 1) return say("age_now");
  if (whole < 60) return say("age_s", { n: whole });
  if (whole < 3600) return say("age_min", { n: Math.floor(whole / 60) });
  if (whole < 86400) return say("age_h", { n: Math.floor(whole / 3600) });
  const days = Math.floor(whole / 86400);
  return days === 1 ? say("age_d_one") : say("age_d", { n: number(days) });
}
