// The marks of the plan: one a site, or one for many in one place. None covers another, and the
// keyboard reaches them as one stop, with the arrows from mark to mark.
import { Marker } from "maplibre-gl";
import type { GeoJSONSource, Map as Plan } from "maplibre-gl";
import { apart, crowds } from "./apart";
import type { Box, Spot } from "./apart";
import { say } from "./words";

const CROWD_MAX = 4; // more sites than this in one place share a mark
const MOVES: Record<string, number> = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };

type Chosen = (site: string, byKey: boolean) => void;
type Crowded = (members: HTMLElement[]) => void;

export class Marks {
  private readonly sites = new Map<string, Marker>();
  private readonly shared = new Map<string, Marker>(); // by the sites they stand for
  private shown: HTMLElement[] = [];
  private current = "";

  constructor(
    private readonly plan: Plan,
    private readonly closest: number, // from this zoom on every site has its own mark
    private readonly chosen: Chosen,
    private readonly crowded: Crowded,
  ) {
    const container = plan.getCanvasContainer();
    container.setAttribute("role", "group");
    container.setAttribute("aria-label", say("map_marks"));
    container.addEventListener("keydown", (event) => this.move(event), { capture: true });
    container.addEventListener("focusin", (event) => this.show(event.target as HTMLElement));
  }

  draw(cards: HTMLElement[]): void {
    for (const card of cards) this.drawSite(card);
    const spots = cards.map((card) => this.spot(card));
    const most = this.plan.getZoom() >= this.closest ? Infinity : CROWD_MAX;
    const groups = crowds(spots, most);
    const shown = groups.map((group) => this.shownOf(group.flatMap((at) => cards[at] ?? [])));
    for (const [key, marker] of this.shared) {
      if (shown.includes(marker)) continue;
      marker.remove();
      this.shared.delete(key);
    }
    this.separate(shown);
    this.shown = shown.map((marker) => marker.getElement());
    this.rove();
  }

  choose(site: string): void {
    for (const [name, marker] of this.sites) marker.getElement().classList.toggle("chosen", name === site);
    this.current = site;
  }

  private spot(card: HTMLElement): Spot {
    const { x, y } = this.plan.project(at(card));
    return { x, y, width: this.sites.get(card.dataset["site"] ?? "")?.getElement().offsetWidth ?? 0 };
  }

  private drawSite(card: HTMLElement): void {
    const site = card.dataset["site"] ?? "";
    let marker = this.sites.get(site);
    if (marker === undefined) {
      const element = button(site);
      element.addEventListener("click", (event) => this.chosen(site, event.detail === 0));
      marker = new Marker({ element }).setLngLat(at(card)).addTo(this.plan);
      this.sites.set(site, marker);
    }
    dress(marker.getElement(), card);
  }

  /** The mark of a group of cards: a site's own, or one for all of them. */
  private shownOf(cards: HTMLElement[]): Marker {
    const [first] = cards;
    const own = this.sites.get(first?.dataset["site"] ?? "");
    if (first === undefined || own === undefined) throw new Error("a mark stands for a card");
    const many = cards.length > 1;
    for (const card of cards) {
      const element = this.sites.get(card.dataset["site"] ?? "")?.getElement();
      if (element !== undefined) element.hidden = many;
    }
    return many ? this.crowdOf(cards) : own;
  }

  private crowdOf(cards: HTMLElement[]): Marker {
    const key = cards.map((card) => card.dataset["site"]).join(" ");
    const known = this.shared.get(key);
    if (known !== undefined) return known;
    const element = button(key);
    element.classList.add("marker", "crowd");
    const names = cards.map((card) => card.querySelector("h3")?.textContent ?? "").join(", ");
    element.textContent = say("map_crowd_short", { n: cards.length });
    element.title = say("map_crowd", { n: cards.length, names });
    element.setAttribute("aria-label", element.title);
    element.addEventListener("click", () => this.crowded(cards));
    const [lon, lat] = middle(cards);
    const marker = new Marker({ element }).setLngLat([lon, lat]).addTo(this.plan);
    this.shared.set(key, marker);
    return marker;
  }

  private separate(shown: Marker[]): void {
    const { clientWidth: right, clientHeight: bottom } = this.plan.getCanvas();
    const spots = shown.map((marker) => {
      const { x, y } = this.plan.project(marker.getLngLat());
      return { x, y, width: marker.getElement().offsetWidth };
    });
    const steps = apart(spots, this.taken(), { left: 0, top: 0, right, bottom });
    const lines: [number, number][][] = [];
    shown.forEach((marker, at) => {
      const { dx, dy } = steps[at] ?? { dx: 0, dy: 0 };
      const { x, y } = spots[at] ?? { x: 0, y: 0 };
      marker.setOffset([dx, dy]);
      marker.getElement().classList.toggle("aside", dx !== 0 || dy !== 0);
      if (dx === 0 && dy === 0) return;
      lines.push([marker.getLngLat().toArray(), this.plan.unproject([x + dx, y + dy]).toArray()]);
    });
    this.lead(lines);
  }

  // From a mark that had to step aside to where its site is.
  private lead(lines: [number, number][][]): void {
    const ends = lines.flatMap((line) => line.slice(0, 1));
    (this.plan.getSource("leads") as GeoJSONSource | undefined)?.setData({
      type: "FeatureCollection",
      features: [
        { type: "Feature", properties: {}, geometry: { type: "MultiLineString", coordinates: lines } },
        { type: "Feature", properties: {}, geometry: { type: "MultiPoint", coordinates: ends } },
      ],
    });
  }

  /** What the buttons of the plan cover. */
  private taken(): Box[] {
    const whole = this.plan.getContainer().getBoundingClientRect();
    return [...document.querySelectorAll(".plan-buttons button")].map((one) => {
      const { left, right, top, bottom } = one.getBoundingClientRect();
      return { left: left - whole.left, right: right - whole.left, top: top - whole.top, bottom: bottom - whole.top };
    });
  }

  private rove(): void {
    const stop = this.shown.find((one) => one.dataset["site"] === this.current) ?? this.shown[0];
    for (const one of this.shown) one.tabIndex = one === stop ? 0 : -1;
  }

  private move(event: KeyboardEvent): void {
    const element = (event.target as HTMLElement).closest<HTMLElement>(".marker");
    if (element === null) return;
    event.stopPropagation(); // the arrows move the plan only where the plan itself is chosen
    const here = this.shown.indexOf(element);
    const ends: Record<string, number> = { Home: 0, End: this.shown.length - 1 };
    const to = ends[event.key] ?? here + (MOVES[event.key] ?? 0);
    if (!(event.key in ends) && !(event.key in MOVES)) return;
    event.preventDefault();
    const next = this.shown[(to + this.shown.length) % this.shown.length];
    this.current = next?.dataset["site"] ?? "";
    this.rove();
    next?.focus({ preventScroll: true });
  }

  /** Bring a mark that the keyboard has reached into sight. */
  private show(element: HTMLElement): void {
    if (!element.matches(".marker")) return;
    const whole = this.plan.getContainer().getBoundingClientRect();
    const { left, right, top, bottom } = element.getBoundingClientRect();
    if (left >= whole.left && right <= whole.right && top >= whole.top && bottom <= whole.bottom) return;
    const x = (left + right) / 2 - (whole.left + whole.right) / 2;
    const y = (top + bottom) / 2 - (whole.top + whole.bottom) / 2;
    this.plan.panBy([x, y], { duration: 0 });
  }
}

export function at(card: HTMLElement): [number, number] {
  return [Number(card.dataset["lon"]), Number(card.dataset["lat"])];
}

function button(site: string): HTMLElement {
  const element = document.createElement("button");
  element.type = "button";
  element.dataset["site"] = site;
  return element;
}

function middle(cards: HTMLElement[]): [number, number] {
  const places = cards.map(at);
  const mean = (axis: 0 | 1): number => places.reduce((sum, place) => sum + place[axis], 0) / places.length;
  return [mean(0), mean(1)];
}

// The sign of its kind and its number; in words what the card says.
function dress(element: HTMLElement, card: HTMLElement): void {
  const kind = card.dataset["kind"] ?? "other";
  for (const name of [...element.classList]) {
    if (!name.startsWith("maplibregl")) element.classList.remove(name);
  }
  element.classList.add("marker", `kind-${kind}`, `state-${card.dataset["state"] ?? ""}`);
  element.classList.toggle("chosen", card.classList.contains("chosen"));
  const said = card.querySelector(".figure")?.textContent?.trim() ?? "";
  const name = card.querySelector("h3")?.textContent ?? card.dataset["site"] ?? "";
  element.title = said === "" ? name : `${name}: ${said}`;
  element.setAttribute("aria-label", element.title);
  const sign = document.querySelector(`.group.kind-${kind} > h2 .icon`)?.cloneNode(true);
  const text = document.createElement("span");
  text.className = "text";
  text.textContent = card.dataset["marker"] ?? "";
  element.replaceChildren(...(sign === undefined ? [] : [sign]), ...(text.textContent === "" ? [] : [text]));
}
