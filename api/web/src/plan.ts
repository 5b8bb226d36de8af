// The schematic plan: positions come from the cards of the list, so both always show the same.
import { LngLatBounds, Map as Plan, setWorkerUrl } from "maplibre-gl";
import type { GeoJSONSource, StyleSpecification } from "maplibre-gl";
import { cards } from "./cards";
import { at, Marks } from "./marks";
import { number, say } from "./words";

setWorkerUrl("/static/plan-worker.js");

const PADDING = 56;
const PAN = 120;
const ZOOM_MAX = 17;
const GRID_STEPS_KM = [0.25, 0.5, 1, 2, 5, 10, 20, 50, 100, 200];
const GRID_LINES_MAX = 9;
const KM_A_DEGREE = 111.32;

const section = document.querySelector<HTMLElement>("#plan");
const canvas = section?.querySelector<HTMLElement>(".canvas") ?? null;

if (section !== null && canvas !== null && placed().length > 0) {
  section.hidden = false;
  try {
    begin(canvas);
  } catch {
    refuse();
  }
}

function refuse(): void {
  const note = document.querySelector("#plan-note");
  if (note !== null) note.textContent = say("map_off");
  section?.querySelector(".plan-frame")?.remove();
}

function begin(container: HTMLElement): void {
  const made = new Plan({
    container,
    style: style(),
    bounds: extent(),
    fitBoundsOptions: { padding: PADDING, maxZoom: 15 },
    maxZoom: ZOOM_MAX,
    attributionControl: false,
    dragRotate: false,
    pitchWithRotate: false,
    touchPitch: false,
    cooperativeGestures: true, // one finger and the wheel scroll the page
    locale: {
      "Map.Title": say("map_canvas"),
      "CooperativeGesturesHandler.WindowsHelpText": say("map_hint_wheel"),
      "CooperativeGesturesHandler.MacHelpText": say("map_hint_mac"),
      "CooperativeGesturesHandler.MobileHelpText": say("map_hint_touch"),
    },
    fadeDuration: 0,
  });
  made.touchZoomRotate.disableRotation();
  const marks: Marks = new Marks(
    made,
    ZOOM_MAX,
    (site, byKey) => choose(marks, site, byKey),
    (members) => made.fitBounds(extent(members), { padding: PADDING, maxZoom: ZOOM_MAX, duration: calm() ? 0 : 300 }),
  );
  const draw = (): void => drawAll(made, marks);
  made.on("load", () => {
    draw();
    section?.setAttribute("data-ready", "");
  });
  made.on("moveend", () => draw());
  made.on("resize", () => draw());
  for (const button of document.querySelectorAll<HTMLButtonElement>("[data-go]")) {
    button.addEventListener("click", () => go(made, button.dataset["go"] ?? ""));
  }
  document.addEventListener("cards", () => draw());
  document.addEventListener("theme", () => made.setStyle(style()).once("styledata", () => draw()));
  document.addEventListener("click", (event) => {
    const button = (event.target as HTMLElement).closest<HTMLElement>(".locate");
    if (button !== null) locate(made, marks, button.closest<HTMLElement>(".card"));
  });
}

function placed(): HTMLElement[] {
  return cards().filter((card) => card.dataset["lon"] !== undefined);
}

function extent(shown: HTMLElement[] = placed()): LngLatBounds {
  const bounds = new LngLatBounds();
  for (const card of shown) bounds.extend(at(card));
  return bounds;
}

function colour(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

function style(): StyleSpecification {
  const empty = { type: "FeatureCollection" as const, features: [] };
  return {
    version: 8,
    sources: {
      grid: { type: "geojson", data: empty },
      shapes: { type: "geojson", data: empty },
      leads: { type: "geojson", data: empty },
    },
    layers: [
      { id: "ground", type: "background", paint: { "background-color": colour("--sunken") } },
      { id: "grid", type: "line", source: "grid", paint: { "line-color": colour("--line"), "line-width": 1 } },
      {
        id: "areas",
        type: "fill",
        source: "shapes",
        filter: ["==", ["geometry-type"], "Polygon"],
        paint: { "fill-color": colour("--accent"), "fill-opacity": 0.15 },
      },
      {
        id: "edges",
        type: "line",
        source: "shapes",
        paint: { "line-color": colour("--accent"), "line-width": 2.5 },
      },
      { id: "leads", type: "line", source: "leads", paint: { "line-color": colour("--ink"), "line-width": 1.5 } },
      {
        id: "feet",
        type: "circle",
        source: "leads",
        filter: ["==", ["geometry-type"], "Point"],
        paint: { "circle-color": colour("--ink"), "circle-radius": 3 },
      },
    ],
  };
}

function drawAll(made: Plan, marks: Marks): void {
  drawGrid(made);
  drawShapes(made);
  marks.draw(placed());
  for (const card of cards()) {
    const button = card.querySelector<HTMLButtonElement>(".locate");
    if (button !== null) button.hidden = false;
  }
}

function drawShapes(made: Plan): void {
  const features = placed()
    .filter((card) => card.dataset["shape"] !== undefined)
    .map((card) => ({
      type: "Feature" as const,
      properties: {},
      geometry: JSON.parse(card.dataset["shape"] ?? "null"),
    }));
  (made.getSource("shapes") as GeoJSONSource | undefined)?.setData({ type: "FeatureCollection", features });
}

// Lines in whole kilometres stand in for the background map: they give distance and direction.
function drawGrid(made: Plan): void {
  const bounds = made.getBounds();
  const middle = made.getCenter().lat;
  const kmLon = KM_A_DEGREE * Math.cos((middle * Math.PI) / 180);
  const width = (bounds.getEast() - bounds.getWest()) * kmLon;
  const height = (bounds.getNorth() - bounds.getSouth()) * KM_A_DEGREE;
  const step = GRID_STEPS_KM.find((km) => Math.max(width, height) / km <= GRID_LINES_MAX) ?? 500;
  const stepLon = step / kmLon;
  const stepLat = step / KM_A_DEGREE;
  // Beyond the edges too, so that moving the plan shows lines at once.
  const [west, east] = wider(bounds.getWest(), bounds.getEast(), stepLon);
  const [south, north] = wider(bounds.getSouth(), bounds.getNorth(), stepLat);
  const lines: [number, number][][] = [];
  for (let x = west; x <= east; x++) lines.push([[x * stepLon, south * stepLat], [x * stepLon, north * stepLat]]);
  for (let y = south; y <= north; y++) lines.push([[west * stepLon, y * stepLat], [east * stepLon, y * stepLat]]);
  (made.getSource("grid") as GeoJSONSource | undefined)?.setData({
    type: "Feature",
    properties: {},
    geometry: { type: "MultiLineString", coordinates: lines },
  });
  const note = document.querySelector("#plan-note");
  if (note !== null) note.textContent = say("map_note", { km: number(step, step < 1 ? 2 : 0) });
}

function wider(low: number, high: number, step: number): [number, number] {
  const margin = high - low;
  return [Math.floor((low - margin) / step), Math.ceil((high + margin) / step)];
}

function choose(marks: Marks, site: string, byKey: boolean): void {
  const card = chosenOf(site);
  marks.choose(site);
  card?.scrollIntoView({ block: "nearest", behavior: calm() ? "auto" : "smooth" });
  if (byKey) card?.querySelector<HTMLElement>("h3 a")?.focus({ preventScroll: true });
}

function chosenOf(site: string): HTMLElement | null {
  for (const card of cards()) card.classList.toggle("chosen", card.dataset["site"] === site);
  return cards().find((card) => card.dataset["site"] === site) ?? null;
}

function locate(made: Plan, marks: Marks, card: HTMLElement | null): void {
  if (card === null) return;
  chosenOf(card.dataset["site"] ?? "");
  marks.choose(card.dataset["site"] ?? "");
  made.easeTo({ center: at(card), zoom: Math.max(made.getZoom(), 14), duration: calm() ? 0 : 500 });
  section?.scrollIntoView({ block: "nearest", behavior: calm() ? "auto" : "smooth" });
}

function go(made: Plan, where: string): void {
  const duration = calm() ? 0 : 300;
  const pan: Record<string, [number, number]> = {
    left: [-PAN, 0],
    right: [PAN, 0],
    up: [0, -PAN],
    down: [0, PAN],
  };
  if (where === "in") made.zoomIn({ duration });
  else if (where === "out") made.zoomOut({ duration });
  else if (where === "all") made.fitBounds(extent(), { padding: PADDING, maxZoom: 15, duration });
  else if (pan[where] !== undefined) made.panBy(pan[where], { duration });
}

function calm(): boolean {
  return matchMedia("(prefers-reduced-motion: reduce)").matches;
}
