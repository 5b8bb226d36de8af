// What the tests of data quality found, drawn above the chart and said under the cursor.
import type uPlot from "uplot";
import { say } from "./words";

type Mark = [begin: number, end: number, sentence: string];

const MARK_PX = 6;
/** The room they need above the values: a bar over a value could be taken for a part of it. */
export const ABOVE_PX = 14;

export class Findings {
  private readonly marks: Mark[];

  constructor(written: string) {
    this.marks = JSON.parse(written) as Mark[];
  }

  draw(plot: uPlot, colour: string): void {
    const { left, top, width } = plot.bbox;
    const height = MARK_PX * devicePixelRatio;
    const above = top - height - 2 * devicePixelRatio;
    plot.ctx.save();
    plot.ctx.beginPath();
    plot.ctx.rect(left, 0, width, top);
    plot.ctx.clip();
    plot.ctx.fillStyle = colour;
    for (const [begin, end] of this.marks) {
      const from = plot.valToPos(begin, "x", true);
      const to = plot.valToPos(end, "x", true);
      plot.ctx.fillRect(from, above, Math.max(to - from, 2 * devicePixelRatio), height);
    }
    plot.ctx.restore();
  }

  /** The sentences of what was found in a span. */
  between(from: number, to: number): string[] {
    const found = this.marks.filter(([begin, end]) => begin < to && end > from);
    return found.slice(0, 2).map(([, , sentence]) => say("chart_finding", { what: sentence }));
  }
}
