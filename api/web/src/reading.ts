// What is said of the value under the cursor: its time, its number, and how far it can be trusted.
import type { Findings } from "./findings";
import { beginning } from "./local";
import { endOf } from "./series";
import type { Series } from "./series";
import type { Trust } from "./trust";
import { percent, say } from "./words";
import type { Writer } from "./writer";

export interface Sentence {
  when: string;
  value: string;
  rest: string;
}

export class Reading {
  constructor(
    private readonly zone: string,
    private readonly unit: string,
    private readonly second: string,
    private readonly writer: Writer,
    private readonly trust: Trust,
    private readonly findings: Findings,
  ) {}

  of(series: Series, index: number): Sentence | null {
    const value = series.values[index];
    const start = series.starts[index];
    if (value === undefined || start === undefined) return null;
    const end = endOf(start, series.bucket, this.zone);
    const when = beginning(start, series.bucket, this.zone);
    const found = this.findings.between(start, end);
    if (value.value === null) {
      return { when, value: say("chart_no_value"), rest: [this.writer.reason(value), ...found].join(" ").trim() };
    }
    const parts = [
      ...this.writer.needed(value, this.second),
      say("coverage", { percent: percent(value.coverage) }),
      say(`status_${value.status}`),
    ];
    if (value.flag !== 1) parts.push(this.trust.word(value, start, end));
    parts.push(...found);
    const unit = this.unit === "" ? "" : ` ${this.unit}`;
    return { when, value: `${this.writer.value(value.value)}${unit}`, rest: parts.join(", ") };
  }
}
