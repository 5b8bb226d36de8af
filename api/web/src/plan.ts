// The schematic plan: positions come from the cards of the list, so both always show the same.
import { LngLatBounds, Map as Plan, Marker, setWorkerUrl } from "maplibre-gl";
import type { GeoJSONSource, StyleSpecification } from "maplibre-gl";
import { cards } from "./cards";
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
const markers = new Map<string, Marker>();

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
  made.on("load", () => {
    draw(made);
    section?.setAttribute("data-ready", "");
  });
  made.on("moveend", () => draw(made));
  made.on("resize", () => draw(made));
  for (const button of document.querySelectorAll<HTMLButtonElement>("[data-go]")) {
    button.addEventListener("click", () => go(made, button.dataset["go"] ?? ""));
  }
  document.addEventListener("cards", () => draw(made));
  document.addEventListener("theme", () => made.setStyle(style()).once("styledata", () => draw(made)));
  document.addEventListener("click", (event) => {
    const button = (event.target as HTMLElement).closest<HTMLElement>(".locate");
    if (button !== null) locate(made, button.closest<HTMLElement>(".card"));
  });
}

function placed(): HTMLElement[] {
  return cards().filter((card) => card.dataset["lon"] !== undefined);
}

function at(card: HTMLElement): [number, number] {
  return [Number(card.dataset["lon"]), Number(card.dataset["lat"])];
}

function extent(): LngLatBounds {
  const bounds = new LngLatBounds();
  for (const card of placed()) bounds.extend(at(card));
  return bounds;
}

function colour(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

function style(): StyleSpecification {
  const empty = { type: "FeatureCollection" as const, features: [] };
  return {
    version: 8,
    sources: { grid: { type: "geojson", data: empty }, shapes: { type: "geojson", data: empty } },
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
    ],
  };
}

function draw(made: Plan): void {
  drawGrid(made);
  drawShapes(made);
  for (const card of placed()) drawMarker(made, card);
  declutter(made);
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

function drawMarker(made: Plan, card: HTMLElement): void {
  const site = card.dataset["site"] ?? "";
  let marker = markers.get(site);
  if (marker === undefined) {
    const element = document.createElement("div");
    element.dataset["site"] = site;
    element.addEventListener("click", () => choose(site, true));
    marker = new Marker({ element }).setLngLat(at(card)).addTo(made);
    markers.set(site, marker);
  }
  const element = marker.getElement();
  const kind = card.dataset["kind"] ?? "other";
  for (const name of [...element.classList]) {
    if (!name.startsWith("maplibregl")) element.classList.remove(name);
  }
  element.classList.add("marker", `kind-${kind}`, `state-${card.dataset["state"] ?? ""}`);
  element.classList.toggle("chosen", card.classList.contains("chosen"));
  // The list says the same in words: for the keyboard and screen readers the plan is decoration.
  element.setAttribute("aria-hidden", "true");
  element.title = card.querySelector("h3")?.textContent ?? site;
  const sign = document.querySelector(`.group.kind-${kind} > h2 .icon`)?.cloneNode(true);
  const text = document.createElement("span");
  text.className = "text";
  text.textContent = card.dataset["marker"] ?? "";
  element.replaceChildren(...(sign === undefined ? [] : [sign]), ...(text.textContent === "" ? [] : [text]));
}

// Where markers would cover each other, the later ones keep only their sign.
function declutter(made: Plan): void {
  const taken: { x: number; y: number; half: number }[] = [];
  for (const [, marker] of markers) {
    const element = marker.getElement();
    element.classList.remove("compact");
    const { x, y } = made.project(marker.getLngLat());
    const half = element.offsetWidth / 2;
    const meets = taken.some((other) => Math.abs(other.y - y) < 28 && Math.abs(other.x - x) < other.half + half);
    element.classList.toggle("compact", meets);
    taken.push({ x, y, half: meets ? 14 : half });
  }
}

function choose(site: string, scroll: boolean): void {
  for (const card of cards()) {
    const chosen = card.dataset["site"] === site;
    card.classList.toggle("chosen", chosen);
    if (chosen && scroll) card.scrollIntoView({ block: "nearest", behavior: calm() ? "auto" : "smooth" });
  }
  for (const [name, marker] of markers) marker.getElement().classList.toggle("chosen", name === site);
}

function locate(made: Plan, card: HTMLElement | null): void {
  if (card === null) return;
  choose(card.dataset["site"] ?? "", false);
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
