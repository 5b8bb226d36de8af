// How the numbers of the chart's indicator are written, as the server writes them.
import { instant } from "./series";
import type { Value } from "./series";
import { clock, day } from "./local";
import { number, percent, say } from "./words";

type Extra = [key: string, word: string, unit: string];

const SHARES = new Set(["over_10", "over_20", "share_95", "share", "raw", "displayed", "free_share", "dangerous", "error"]);
const WHOLE = new Set(["1/d", "d", "vehicles"]);
const ISO_LENGTH = 19;

export class Writer {
  private readonly share: boolean;
  private readonly digits: number;
  private readonly extras: Extra[];
  private readonly signed: boolean;
  private readonly shares: boolean; // low and high are shares, too

  constructor(
    data: DOMStringMap,
    private readonly zone: string,
  ) {
    this.share = data["percent"] === "1";
    this.digits = Number(data["digits"] ?? "1");
    this.extras = JSON.parse(data["extras"] ?? "[]") as Extra[];
    this.signed = data["indicator"] === "growth";
    this.shares = data["indicator"]?.startsWith("overstay_rate") ?? false;
  }

  value(value: number | null): string {
    if (this.share && this.digits > 0 && value !== null) {
      const sign = this.signed && value > 0 ? "+" : "";
      return `${sign}${number(value * 100, this.digits)}\u202f%`;
    }
    if (this.share) return percent(value);
    return number(value, value !== null && !Number.isInteger(value) ? this.digits : 0);
  }

  /** What stands beside a value, a cell each. */
  beside(value: Value): string[] {
    return this.extras.map((extra) => this.one(extra, value[extra[0]]));
  }

  /** What has to be said with a value: V50 with V85. */
  needed(value: Value, key: string): string[] {
    const extra = this.extras.find(([name]) => name === key);
    return extra === undefined ? [] : [`${extra[1]}: ${this.one(extra, value[key])}`];
  }

  /** Why there is no value; "" where the answer does not say. */
  reason(value: Value): string {
    const reason = value["reason"];
    return typeof reason === "string" ? say(`reason_${reason}`) : "";
  }

  private one([key, , unit]: Extra, value: unknown): string {
    if (typeof value === "string") return value.length >= ISO_LENGTH ? this.moment(value) : this.word(key, value);
    if (typeof value !== "number") return number(null);
    if (SHARES.has(key) || (this.shares && (key === "low" || key === "high"))) return percent(value);
    if (WHOLE.has(unit)) return number(value);
    const digits = Number.isInteger(value) ? 0 : unit === "1" ? 2 : 1;
    const named = ["1", "1/h", "class", ""].includes(unit) ? "" : unit === "ug/m3" ? "µg/m³" : unit;
    return named === "" ? number(value, digits) : `${number(value, digits)}\u202f${named}`;
  }

  private word(key: string, value: string): string {
    return key === "pattern" ? say(`pattern_${value}`) : value;
  }

  private moment(text: string): string {
    const at = instant(text, this.zone);
    return `${day(at, this.zone)}, ${clock(at, this.zone)}`;
  }
}
