// The series as a chart: zoom fetches finer values, the keyboard moves the cursor, the table follows.
import type uPlot from "uplot";
import { drawn, size } from "./drawing";
import type { Scene } from "./drawing";
import { Findings } from "./findings";
import { meant, moved, zoomed } from "./keys";
import type { Go } from "./keys";
import { day } from "./local";
import { Reading } from "./reading";
import { resolution, within } from "./scales";
import type { Window } from "./scales";
import { address, dateOf, endOf, instant, load } from "./series";
import type { Bucket, Series } from "./series";
import { ValueTable } from "./table";
import { Trust } from "./trust";
import { say } from "./words";
import { Writer } from "./writer";

const SPEAK_MS = 350;
const DAY_S = 86_400;

class Chart {
  private readonly said: HTMLElement;
  private readonly spoken = document.querySelector<HTMLElement>("#cursor-spoken");
  private readonly base: string;
  private readonly fixed: boolean;
  private readonly known: Bucket[];
  private readonly scene: Scene;
  private readonly reading: Reading;
  private readonly period: { from: string; to: string; bucket: Bucket };
  private readonly table: ValueTable;
  private plot: uPlot | null = null;
  private series: Series | null = null;
  private all: Series | null = null;
  private visible: Window = [0, 1];
  private index: number | null = null;
  private asked = 0;
  private timer = 0;

  constructor(private readonly root: HTMLElement) {
    const data = root.dataset;
    this.said = root.querySelector(".chart-reading") as HTMLElement;
    this.base = data["address"] ?? "";
    this.fixed = data["fixed"] === "1";
    this.period = { from: data["from"] ?? "", to: data["to"] ?? "", bucket: (data["bucket"] ?? "day") as Bucket };
    this.known = (data["known"] ?? "15min,hour,day").split(",") as Bucket[];
    this.scene = this.scenery(data);
    const { zone, second, writer, trust, findings } = this.scene;
    this.reading = new Reading(zone, data["unit"] ?? "", second, writer, trust, findings);
    this.table = new ValueTable(document.querySelector("#values-table") as HTMLElement, zone, writer, trust);
  }

  private scenery(data: DOMStringMap): Scene {
    const zone = data["zone"] ?? "UTC";
    return {
      root: this.root,
      canvas: this.root.querySelector(".chart-canvas") as HTMLElement,
      zone,
      share: data["percent"] === "1",
      unit: data["unit"] ?? "",
      summed: data["indicator"] === "volume",
      second: data["second"] ?? "",
      writer: new Writer(data, zone),
      trust: new Trust(data["doubted"] ?? "[]"),
      findings: new Findings(data["marks"] ?? "[]"),
      visible: () => this.visible,
      point: (index) => this.point(index),
      select: (window) => this.zoom(window),
      whole: () => this.go("all"),
    };
  }

  async start(): Promise<void> {
    const { canvas, zone } = this.scene;
    this.root.hidden = false;
    this.said.textContent = say("chart_loading");
    const { from, to, bucket } = this.period;
    this.all = await load(this.base, from, to, bucket, zone);
    if (this.all === null) {
      this.said.textContent = say("chart_failed");
      canvas.hidden = true;
      return;
    }
    this.visible = [this.all.from, this.all.to];
    if (this.all.values.every(({ value }) => value === null)) {
      canvas.hidden = true; // never an empty chart
      this.said.textContent = say("chart_empty");
      this.root.dataset["ready"] = "empty";
      return;
    }
    this.use(this.all);
    this.listen();
    this.root.dataset["ready"] = "drawn";
  }

  private listen(): void {
    const { canvas } = this.scene;
    new ResizeObserver(() => this.plot?.setSize(size(canvas))).observe(canvas);
    const again = (): void => {
      if (this.series !== null) this.use(this.series);
    };
    document.addEventListener("theme", again);
    window.matchMedia("print").addEventListener("change", again); // paper is light
    canvas.addEventListener("keydown", (event) => {
      const wish = meant(event);
      if (wish === null) return;
      event.preventDefault();
      if (typeof wish === "number") this.move(wish);
      else this.go(wish);
    });
    for (const button of this.root.querySelectorAll<HTMLButtonElement>("[data-go]")) {
      button.addEventListener("click", () => this.go(button.dataset["go"] as Go));
    }
  }

  private use(series: Series): void {
    this.series = series;
    this.plot?.destroy();
    this.plot = drawn(this.scene, series);
    this.after();
  }

  private zoom(wish: Window): void {
    if (this.all === null) return;
    this.visible = within(this.all, wish, this.fixed ? this.period.bucket : (this.known[0] ?? "day"));
    void this.fetchFor();
  }

  /** Fetch what the zoom can show; until it is there, the coarser values are stretched. */
  private async fetchFor(): Promise<void> {
    const { all, series } = this;
    if (all === null) return;
    const { zone } = this.scene;
    const [from, to] = this.visible;
    const bucket = this.fixed ? all.bucket : resolution(all, this.visible, this.known);
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
    const first = dateOf(from, zone);
    const found = await load(this.base, first, this.dayAfter(to), bucket, zone);
    if (asked !== this.asked) return; // a later zoom is under way
    if (found === null) this.said.textContent = say("chart_failed");
    else this.use(found);
  }

  private dayAfter(until: number): string {
    const { zone } = this.scene;
    return dateOf(instant(dateOf(until - 1, zone), zone) + 1.5 * DAY_S, zone);
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
    const { canvas, zone } = this.scene;
    const [from, to] = this.visible;
    const begin = series.starts.findIndex((start) => endOf(start, series.bucket, zone) > from);
    const beyond = series.starts.findIndex((start) => start >= to);
    this.table.show(series, Math.max(begin, 0), beyond < 0 ? series.starts.length : beyond);
    const first = dateOf(from, zone);
    const until = this.dayAfter(to);
    for (const link of document.querySelectorAll<HTMLAnchorElement>("#downloads a")) {
      link.href = address(this.base, first, until, series.bucket, link.dataset["format"] ?? "");
    }
    const shown = document.querySelector("#api-url");
    if (shown !== null) shown.textContent = address(this.base, first, until, series.bucket);
    canvas.setAttribute(
      "aria-label",
      say("chart_label", { what: this.root.dataset["title"] ?? "", from: day(from, zone), to: day(to - 1, zone) }),
    );
    this.root.dataset["bucket"] = series.bucket;
    if (this.index === null) this.rest();
  }

  private rest(): void {
    const { zone } = this.scene;
    const [from, to] = this.visible;
    const bucket = say(`bucket_${this.series?.bucket ?? "day"}`);
    this.said.textContent = `${day(from, zone)} – ${day(to - 1, zone)} · ${bucket}`;
  }

  private point(index: number | null): void {
    this.index = index;
    const said = index === null || this.series === null ? null : this.reading.of(this.series, index);
    if (said === null) {
      this.rest();
      return;
    }
    const strong = document.createElement("b");
    strong.textContent = said.value;
    this.said.replaceChildren(`${said.when}: `, strong, ` ${said.rest}`);
  }

  private move(by: number): void {
    const { plot, series } = this;
    if (plot === null || series === null) return;
    const next = moved(series, this.visible, this.index, by);
    plot.setCursor({ left: plot.valToPos(series.starts[next] ?? 0, "x"), top: 10 });
    this.point(next);
    this.table.mark(next);
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => {
      const said = this.reading.of(series, next);
      if (this.spoken !== null && said !== null) this.spoken.textContent = `${said.when}: ${said.value} ${said.rest}`;
    }, SPEAK_MS);
  }

  private go(where: Go): void {
    if (this.all === null) return;
    if (where === "all") this.zoom([this.all.from, this.all.to]);
    else this.zoom(zoomed(this.visible, this.index === null ? undefined : this.series?.starts[this.index], where));
  }
}

const root = document.querySelector<HTMLElement>("#chart");
if (root !== null) void new Chart(root).start();
