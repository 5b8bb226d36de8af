// How a series is drawn: its lines or bars, its axes, and the marks below what is not whole.
import uPlot from "uplot";
import { ABOVE_PX } from "./findings";
import type { Findings } from "./findings";
import { tick } from "./local";
import { upright } from "./scales";
import type { Window } from "./scales";
import { endOf } from "./series";
import type { Series, Value } from "./series";
import type { Trust } from "./trust";
import { say } from "./words";
import type { Writer } from "./writer";

const HEIGHT_PX = 320;
const BARS_MAX = 200;
const GAP_PX = 4;
const DOUBT_PX = 9;
const LABEL_PX = 22;

/** What is drawn beside the values themselves, and what happens on the way. */
export interface Scene {
  root: HTMLElement;
  canvas: HTMLElement;
  zone: string;
  share: boolean;
  unit: string;
  summed: boolean; // values that grow with the time they are of
  second: string; // a detail that is drawn as a line of its own; "" where there is none
  writer: Writer;
  trust: Trust;
  findings: Findings;
  visible: () => Window;
  point: (index: number | null) => void;
  select: (window: Window) => void;
  whole: () => void;
}

export function drawn(scene: Scene, series: Series): uPlot {
  return new uPlot(options(scene, series), columns(scene, series), scene.canvas);
}

export function size(canvas: HTMLElement): { width: number; height: number } {
  return { width: canvas.clientWidth, height: HEIGHT_PX };
}

function columns(scene: Scene, series: Series): uPlot.AlignedData {
  const found: (number | null)[][] = [series.values.map(({ value }) => value)];
  if (scene.second !== "") found.push(series.values.map((value) => numberOf(value, scene.second)));
  return [series.starts, ...found];
}

function options(scene: Scene, series: Series): uPlot.Options {
  const style = getComputedStyle(document.documentElement);
  const colour = (name: string): string => style.getPropertyValue(name).trim();
  return {
    ...size(scene.canvas),
    tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1000), scene.zone),
    legend: { show: false },
    cursor: { y: false, drag: { x: true, y: false, setScale: false }, points: { size: 9 } },
    scales: {
      x: { time: true, range: () => scene.visible() },
      y: { range: (_, low, top) => upright(low ?? 0, top ?? 0, scene.share) },
    },
    padding: [ABOVE_PX, null, null, null],
    axes: axes(scene, series, colour),
    series: lines(scene, series, colour),
    hooks: {
      setCursor: [(plot) => scene.point(plot.cursor.idx ?? null)],
      setSelect: [(plot) => selected(plot, scene)],
      draw: [
        (plot) => marks(plot, scene, series, { gap: colour("--warn"), doubt: colour("--bad") }),
        (plot) => scene.findings.draw(plot, colour("--bad")),
      ],
      ready: [(plot) => plot.over.addEventListener("dblclick", () => scene.whole())],
    },
  };
}

function axes(scene: Scene, series: Series, colour: (name: string) => string): uPlot.Axis[] {
  const line = { stroke: colour("--line"), width: 1 };
  const axis = { stroke: colour("--ink-soft"), font: `13px ${colour("--font")}`, grid: line, ticks: { stroke: colour("--line") } };
  return [
    { ...axis, space: 64, values: (_, splits, __, ___, step) => splits.map((at) => tick(at, scene.zone, step)) },
    {
      ...axis,
      ...(scene.unit === "" ? {} : { label: named(scene, series), labelSize: LABEL_PX, labelFont: axis.font }),
      size: (_, texts) => 18 + 8 * Math.max(3, ...(texts ?? []).map((text) => text.length)),
      values: (_, splits) => splits.map((value) => scene.writer.value(value)),
    },
  ];
}

// What the upright axis counts: a number of things is always one of a length of time.
function named(scene: Scene, series: Series): string {
  return scene.summed ? say(`chart_per_${series.bucket}`, { unit: scene.unit }) : scene.unit;
}

function lines(scene: Scene, series: Series, colour: (name: string) => string): uPlot.Series[] {
  const line = getComputedStyle(scene.root).getPropertyValue("--kind").trim() || colour("--accent");
  const civil = series.bucket !== "15min" && series.bucket !== "hour";
  const bars = civil && !scene.share && scene.second === "" && series.starts.length < BARS_MAX;
  const path = bars ? uPlot.paths.bars?.({ size: [0.85, 48], align: 1 }) : uPlot.paths.stepped?.({ align: 1, alignGaps: 1, extend: true });
  const paths = path === undefined ? {} : { paths: path, ...(bars ? {} : { gaps: ending(scene, series) }) };
  const first: uPlot.Series = {
    stroke: line,
    width: 2,
    fill: bars ? line : `color-mix(in srgb, ${line} 14%, transparent)`,
    points: bars ? { show: false } : { show: true, size: 6, fill: line, filter: (plot) => alone(plot.data[1]) },
    spanGaps: false,
    ...paths,
  };
  const second: uPlot.Series = { stroke: colour("--ink-soft"), width: 2, dash: [6, 4], spanGaps: false, ...paths };
  return [{}, first, ...(scene.second === "" ? [] : [second])];
}

// A step is as long as its value's time, the last one too: what follows it is a gap.
function ending(scene: Scene, series: Series): uPlot.Series.GapsRefiner {
  return (plot, _, __, last, gaps) => {
    const start = series.starts[last];
    if (start === undefined) return gaps;
    const end = plot.valToPos(endOf(start, series.bucket, scene.zone), "x", true);
    const edge = plot.bbox.left + plot.bbox.width;
    return end < edge ? [...gaps, [end + devicePixelRatio, edge + 1]] : gaps;
  };
}

// Values with gaps are marked below, so that a low value is not taken for a quiet time; doubted
// ones with a higher mark, so that the two are told apart without their colours.
function marks(plot: uPlot, scene: Scene, series: Series, colours: { gap: string; doubt: string }): void {
  const { left, top, width, height } = plot.bbox;
  plot.ctx.save();
  plot.ctx.beginPath();
  plot.ctx.rect(left, top, width, height);
  plot.ctx.clip();
  series.values.forEach((value, index) => {
    const start = series.starts[index] ?? 0;
    const end = endOf(start, series.bucket, scene.zone);
    const mark = value.value === null ? "" : scene.trust.mark(value, start, end);
    if (mark === "") return;
    const from = plot.valToPos(start, "x", true);
    const high = (mark === "gap" ? GAP_PX : DOUBT_PX) * devicePixelRatio;
    plot.ctx.fillStyle = colours[mark];
    plot.ctx.fillRect(from, top + height - high, Math.max(plot.valToPos(end, "x", true) - from - 1, 1), high);
  });
  plot.ctx.restore();
}

function selected(plot: uPlot, scene: Scene): void {
  const { left, width } = plot.select;
  if (width < 4) return;
  const window: Window = [plot.posToVal(left, "x"), plot.posToVal(left + width, "x")];
  plot.setSelect({ left: 0, width: 0, top: 0, height: 0 }, false);
  scene.select(window);
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
