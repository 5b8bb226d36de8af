// The series as a chart: zoom fetches finer values, the keyboard moves the cursor, the table follows.
import uPlot from "uplot";
import { beginning, day, tick } from "./local";
import { ValueTable } from "./table";
import { Findings } from "./findings";
import { BUCKET_S, address, bucketFor, dateOf, endOf, instant, load } from "./series";
import type { Bucket, Series, Value } from "./series";
import { Writer } from "./writer";
import { percent, say } from "./words";

const HEIGHT_PX = 320;
const SPEAK_MS = 350;
const ZOOM = 0.5;
const JUMP = 10;
const BUCKETS_MIN = 6; // closer than this there is nothing more to see
const DAY_S = 86_400;
const MARK_PX = 5;

class Chart {
  private readonly canvas: HTMLElement;
  private readonly reading: HTMLElement;
  private readonly spoken = document.querySelector<HTMLElement>("#cursor-spoken");
  private readonly zone: string;
  private readonly base: string;
  private readonly fixed: boolean;
  private readonly share: boolean;
  private readonly unit: string;
  private readonly known: Bucket[];
  private readonly second: string;
  private readonly writer: Writer;
  private readonly findings: Findings;
  private readonly whole: { from: string; to: string; bucket: Bucket };
  private readonly table: ValueTable;
  private plot: uPlot | null = null;
  private series: Series | null = null;
  private all: Series | null = null;
  private visible: [number, number] = [0, 1];
  private index: number | null = null;
  private asked = 0;
  private timer = 0;

  constructor(private readonly root: HTMLElement) {
    const data = root.dataset;
    this.canvas = root.querySelector(".chart-canvas") as HTMLElement;
    this.reading = root.querySelector(".chart-reading") as HTMLElement;
    this.zone = data["zone"] ?? "UTC";
    this.base = data["address"] ?? "";
    this.fixed = data["fixed"] === "1";
    this.share = data["percent"] === "1";
    this.unit = data["unit"] ?? "";
    this.whole = { from: data["from"] ?? "", to: data["to"] ?? "", bucket: (data["bucket"] ?? "day") as Bucket };
    this.known = (data["known"] ?? "15min,hour,day").split(",") as Bucket[];
    this.second = data["second"] ?? "";
    this.writer = new Writer(data, this.zone);
    this.findings = new Findings(data["marks"] ?? "[]");
    this.table = new ValueTable(
      document.querySelector("#values-table") as HTMLElement,
      this.zone,
      (value) => this.writer.value(value),
      (value) => this.writer.beside(value),
    );
  }

  async start(): Promise<void> {
    this.root.hidden = false;
    this.reading.textContent = say("chart_loading");
    const { from, to, bucket } = this.whole;
    this.all = await load(this.base, from, to, bucket, this.zone);
    if (this.all === null) {
      this.reading.textContent = say("chart_failed");
      this.canvas.hidden = true;
      return;
    }
    this.visible = [this.all.from, this.all.to];
    if (this.all.values.every(({ value }) => value === null)) {
      this.canvas.hidden = true; // never an empty chart
      this.reading.textContent = say("chart_empty");
      this.root.dataset["ready"] = "empty";
      return;
    }
    this.use(this.all);
    this.listen();
    this.root.dataset["ready"] = "drawn";
  }

  private listen(): void {
    new ResizeObserver(() => this.plot?.setSize({ width: this.canvas.clientWidth, height: HEIGHT_PX })).observe(
      this.canvas,
    );
    document.addEventListener("theme", () => this.series !== null && this.use(this.series));
    this.canvas.addEventListener("keydown", (event) => this.key(event));
    for (const button of this.root.querySelectorAll<HTMLButtonElement>("[data-go]")) {
      button.addEventListener("click", () => this.go(button.dataset["go"] ?? ""));
    }
  }

  private use(series: Series): void {
    this.series = series;
    this.plot?.destroy();
    this.plot = new uPlot(this.options(series), this.columns(series), this.canvas);
    this.after();
  }

  private columns(series: Series): uPlot.AlignedData {
    const columns: (number | null)[][] = [series.values.map(({ value }) => value)];
    if (this.second !== "") columns.push(series.values.map((value) => numberOf(value, this.second)));
    return [series.starts, ...columns];
  }

  private options(series: Series): uPlot.Options {
    const style = getComputedStyle(document.documentElement);
    const colour = (name: string): string => style.getPropertyValue(name).trim();
    const line = getComputedStyle(this.root).getPropertyValue("--kind").trim() || colour("--accent");
    const font = `13px ${colour("--font")}`;
    const axis = { stroke: colour("--ink-soft"), font, grid: { stroke: colour("--line"), width: 1 }, ticks: { stroke: colour("--line") } };
    const civil = series.bucket !== "15min" && series.bucket !== "hour";
    const bars = civil && !this.share && this.second === "" && series.starts.length < 200;
    const paths = bars ? uPlot.paths.bars?.({ size: [0.85, 48], align: 1 }) : uPlot.paths.stepped?.({ align: 1 });
    return {
      width: this.canvas.clientWidth,
      height: HEIGHT_PX,
      tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1000), this.zone),
      legend: { show: false },
      cursor: { y: false, drag: { x: true, y: false, setScale: false }, points: { size: 9 } },
      scales: {
        x: { time: true, range: () => this.visible },
        y: { range: (_, low, top) => this.range(low ?? 0, top ?? 0) },
      },
      axes: [
        { ...axis, space: 64, values: (_, splits, __, ___, step) => splits.map((at) => tick(at, this.zone, step)) },
        { ...axis, size: (_, texts) => 18 + 8 * Math.max(3, ...(texts ?? []).map((text) => text.length)), values: (_, splits) => splits.map((value) => this.writer.value(value)) },
      ],
      series: [
        {},
        {
          stroke: line,
          width: 2,
          fill: bars ? line : `color-mix(in srgb, ${line} 14%, transparent)`,
          points: bars ? { show: false } : { show: true, size: 6, fill: line, filter: (plot) => alone(plot.data[1]) },
          spanGaps: false,
          ...(paths === undefined ? {} : { paths }),
        },
        ...(this.second === "" ? [] : [{ stroke: colour("--ink-soft"), width: 2, dash: [6, 4], spanGaps: false, ...(paths === undefined ? {} : { paths }) }]),
      ],
      hooks: {
        setCursor: [(plot) => this.point(plot.cursor.idx ?? null)],
        setSelect: [(plot) => this.select(plot)],
        draw: [
          (plot) => this.drawMarks(plot, series, colour("--warn")),
          (plot) => this.findings.draw(plot, colour("--bad")),
        ],
        ready: [(plot) => plot.over.addEventListener("dblclick", () => this.go("all"))],
      },
    };
  }

  // Values with gaps are marked below, so that a low value is not taken for a quiet time.
  private drawMarks(plot: uPlot, series: Series, colour: string): void {
    const bottom = plot.bbox.top + plot.bbox.height;
    const height = MARK_PX * devicePixelRatio;
    plot.ctx.save();
    plot.ctx.beginPath();
    plot.ctx.rect(plot.bbox.left, plot.bbox.top, plot.bbox.width, plot.bbox.height);
    plot.ctx.clip();
    plot.ctx.fillStyle = colour;
    series.values.forEach((value, index) => {
      if (value.value === null || value.coverage === null) return;
      if (value.coverage >= 0.999 && value.flag === 1) return;
      const start = series.starts[index] ?? 0;
      const left = plot.valToPos(start, "x", true);
      const right = plot.valToPos(endOf(start, series.bucket, this.zone), "x", true);
      plot.ctx.fillRect(left, bottom - height, Math.max(right - left - 1, 1), height);
    });
    plot.ctx.restore();
  }

  private select(plot: uPlot): void {
    const { left, width } = plot.select;
    if (width < 4) return;
    const from = plot.posToVal(left, "x");
    const to = plot.posToVal(left + width, "x");
    plot.setSelect({ left: 0, width: 0, top: 0, height: 0 }, false);
    this.zoom(from, to);
  }

  private zoom(from: number, to: number): void {
    if (this.all === null) return;
    const least = BUCKETS_MIN * BUCKET_S[this.fixed ? this.whole.bucket : (this.known[0] ?? "day")];
    const middle = (from + to) / 2;
    const half = Math.max(to - from, least) / 2;
    this.visible = [Math.max(middle - half, this.all.from), Math.min(middle + half, this.all.to)];
    void this.fetchFor();
  }

  /** Fetch what the zoom can show; until it is there, the coarser values are stretched. */
  private async fetchFor(): Promise<void> {
    const [from, to] = this.visible;
    const { all } = this;
    if (all === null) return;
    const covers = from <= all.from && to >= all.to;
    const bucket = this.fixed || covers ? all.bucket : finest(bucketFor(to - from, this.known), all.bucket);
    const { series } = this;
    if (series !== null && series.bucket === bucket && series.from <= from && series.to >= to) {
      this.plot?.redraw(true, true);
      this.rescale();
      return;
    }
    if (bucket === all.bucket) {
      this.use(all);
      return;
    }
    this.rescale();
    const asked = ++this.asked;
    const first = dateOf(from, this.zone);
    const last = dateOf(to - 1, this.zone);
    const end = dateOf(instant(last, this.zone) + 1.5 * DAY_S, this.zone);
    const found = await load(this.base, first, end, bucket, this.zone);
    if (asked !== this.asked) return; // a later zoom is under way
    if (found === null) this.reading.textContent = say("chart_failed");
    else this.use(found);
  }

  private rescale(): void {
    const [min, max] = this.visible;
    this.plot?.setScale("x", { min, max });
    this.after();
  }

  /** The table, the addresses and the label follow what is visible. */
  private after(): void {
    const { series } = this;
    if (series === null) return;
    const [from, to] = this.visible;
    const begin = series.starts.findIndex((start) => endOf(start, series.bucket, this.zone) > from);
    const beyond = series.starts.findIndex((start) => start >= to);
    const end = beyond < 0 ? series.starts.length : beyond;
    this.table.show(series, Math.max(begin, 0), end);
    const first = dateOf(from, this.zone);
    const until = dateOf(instant(dateOf(to - 1, this.zone), this.zone) + 1.5 * DAY_S, this.zone);
    for (const link of document.querySelectorAll<HTMLAnchorElement>("#downloads a")) {
      link.href = address(this.base, first, until, series.bucket, link.dataset["format"] ?? "");
    }
    const shown = document.querySelector("#api-url");
    if (shown !== null) shown.textContent = address(this.base, first, until, series.bucket);
    this.canvas.setAttribute(
      "aria-label",
      say("chart_label", { what: this.root.dataset["title"] ?? "", from: day(from, this.zone), to: day(to - 1, this.zone) }),
    );
    this.root.dataset["bucket"] = series.bucket;
    if (this.index === null) this.rest();
  }

  private rest(): void {
    this.reading.textContent = `${day(this.visible[0], this.zone)} – ${day(this.visible[1] - 1, this.zone)} · ${say(`bucket_${this.series?.bucket ?? "day"}`)}`;
  }

  private point(index: number | null): void {
    this.index = index;
    const said = index === null ? null : this.sentence(index);
    if (index === null || said === null) {
      this.rest();
      return;
    }
    const strong = document.createElement("b");
    strong.textContent = said.value;
    this.reading.replaceChildren(`${said.when}: `, strong, ` ${said.rest}`);
  }

  private sentence(index: number): { when: string; value: string; rest: string } | null {
    const value = this.series?.values[index];
    const start = this.series?.starts[index];
    if (value === undefined || start === undefined || this.series === null) return null;
    const { bucket } = this.series;
    const when = beginning(start, bucket, this.zone);
    const found = this.findings.between(start, endOf(start, bucket, this.zone));
    if (value.value === null) return { when, value: say("chart_no_value"), rest: [this.writer.reason(value), ...found].join(" ").trim() };
    const parts = [say("coverage", { percent: percent(value.coverage) }), say(`status_${value.status}`)];
    if (value.flag !== 1) parts.push(say(`flag_${value.flag}`));
    parts.unshift(...this.writer.needed(value, this.second));
    parts.push(...found);
    return { when, value: `${this.writer.value(value.value)}${this.unit === "" ? "" : ` ${this.unit}`}`, rest: parts.join(", ") };
  }

  private key(event: KeyboardEvent): void {
    const step = event.shiftKey ? JUMP : 1;
    const moves: Record<string, () => void> = {
      ArrowLeft: () => this.move(-step),
      ArrowRight: () => this.move(step),
      Home: () => this.move(-Infinity),
      End: () => this.move(Infinity),
      "+": () => this.go("in"),
      "-": () => this.go("out"),
      "0": () => this.go("all"),
    };
    const move = moves[event.key];
    if (move === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    move();
  }

  private move(by: number): void {
    const { plot, series } = this;
    if (plot === null || series === null) return;
    const inside = series.starts.flatMap((start, index) =>
      start >= this.visible[0] && start < this.visible[1] ? [index] : [],
    );
    const begin = inside[0] ?? 0;
    const end = inside.at(-1) ?? 0;
    // The first key shows where the cursor is: at the newest value going back, else at the oldest.
    const from = this.index ?? (by === -1 ? end + 1 : begin - 1);
    const next = Math.min(Math.max(from + by, begin), end);
    const start = series.starts[next] ?? 0;
    plot.setCursor({ left: plot.valToPos(start, "x"), top: 10 });
    this.point(next);
    this.table.mark(next);
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => {
      const said = this.sentence(next);
      if (this.spoken !== null && said !== null) this.spoken.textContent = `${said.when}: ${said.value} ${said.rest}`;
    }, SPEAK_MS);
  }

  private go(where: string): void {
    if (this.all === null) return;
    const [from, to] = this.visible;
    const at = this.index === null ? undefined : this.series?.starts[this.index];
    const middle = at !== undefined && at >= from && at < to ? at : (from + to) / 2;
    const span = to - from;
    if (where === "all") this.zoom(this.all.from, this.all.to);
    else if (where === "in") this.zoom(middle - (span * ZOOM) / 2, middle + (span * ZOOM) / 2);
    else if (where === "out") this.zoom(middle - span / ZOOM / 2, middle + span / ZOOM / 2);
  }

  private range(low: number, top: number): [number, number] {
    if (this.share) return [Math.min(low, 0), top > 0.25 ? Math.max(1, top) : Math.max(top * 1.2, 0.01)];
    return [Math.min(low * 1.08, 0), Math.max(top * 1.08, top > 0 && top < 1 ? top : 1)];
  }
}

function numberOf(value: Value, key: string): number | null {
  const found = value[key];
  return typeof found === "number" ? found : null;
}

// A value between two gaps has no line to its neighbours: it would not be seen.
function alone(values: uPlot.AlignedData[number] | undefined): number[] {
  const known = (index: number): boolean => values?.[index] !== null && values?.[index] !== undefined;
  return Array.from(values ?? [], (_, index) => index).filter((at) => known(at) && !known(at - 1) && !known(at + 1));
}

function finest(one: Bucket, other: Bucket): Bucket {
  return BUCKET_S[one] < BUCKET_S[other] ? one : other;
}

const root = document.querySelector<HTMLElement>("#chart");
if (root !== null) void new Chart(root).start();
