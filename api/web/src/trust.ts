// How far a value can be trusted, in a word: what is incomplete is not yet doubtful.
import type { Value } from "./series";
import { say } from "./words";

type Span = [begin: number, end: number]; // seconds since 1970

export type Mark = "" | "gap" | "doubt";

const SUSPECT = 3;
const FAIL = 4;

export class Trust {
  private readonly doubted: Span[]; // when readings are doubted although nothing is missing

  constructor(written: string) {
    this.doubted = JSON.parse(written) as Span[];
  }

  /** How a value is drawn: with gaps, or doubted. */
  mark(value: Value, begin: number, end: number): Mark {
    if (value.flag === FAIL) return "doubt";
    if (value.flag !== SUSPECT || begun(value)) return "";
    if (value.coverage !== null && value.coverage >= 1) return "doubt";
    return this.within(begin, end) ? "doubt" : "gap";
  }

  word(value: Value, begin: number, end: number): string {
    if (begun(value)) return "–";
    if (value["n_expected"] === 0) return say("nothing_was_expected");
    const mark = this.mark(value, begin, end);
    if (mark === "gap") return say("flag_3_gaps");
    const gaps = value.flag === SUSPECT && (value.coverage === null || value.coverage < 1);
    return gaps ? say("flag_3_both") : say(`flag_${value.flag}`);
  }

  private within(begin: number, end: number): boolean {
    return this.doubted.some((span) => span[0] < end && span[1] > begin);
  }
}

// It has only begun: nothing is known of it, and nothing is missing yet.
function begun(value: Value): boolean {
  return value.value === null && value.status === "running";
}
