// Keeps cards current: an event says which site has news, the server draws its card anew.
import { cards } from "./cards";
import { listAgain } from "./list";
import { age, say } from "./words";

const GATHER_MS = 250; // events of this long become one request
const DERIVED_MS = 4000; // a count is evaluated a moment after it arrived: look again
const SPEAK_MS = 8000; // at most one spoken sentence in this time
const PENDING_MS = 5000; // values that have arrived and are not evaluated yet
const AGE_MS = 1000;
const FRESH_MS = 1500;

let paused = false;
let source: EventSource | null = null;
const waiting = new Set<string>();
const later = new Set<string>();
const absent = new Set<string>(); // sites of events that are not in the list
let timer = 0;

export function startLive(): void {
  const list = document.querySelector<HTMLElement>("#overview");
  const address = list?.dataset["cards"];
  if (list === null || address === undefined) return;
  const line = document.querySelector<HTMLElement>("#live");
  const button = line?.querySelector("button") ?? null;
  show(line, "off");
  button?.addEventListener("click", () => {
    paused = !paused;
    if (paused) {
      source?.close();
      show(line, "paused");
    } else {
      open(address, line);
      refresh(address, cards().map((card) => card.dataset["site"] ?? ""));
    }
  });
  open(address, line);
  setInterval(showAges, AGE_MS);
  setInterval(() => {
    const pending = cards().filter((card) => card.classList.contains("pending"));
    void refresh(address, pending.map((card) => card.dataset["site"] ?? ""));
  }, PENDING_MS);
}

function open(address: string, line: HTMLElement | null): void {
  source = new EventSource("/api/v1/live");
  source.addEventListener("open", () => show(line, "on"));
  source.addEventListener("error", () => {
    if (!paused) show(line, "off");
  });
  source.addEventListener("reading", (event) => {
    const { site } = JSON.parse((event as MessageEvent<string>).data) as { site: string };
    gather(address, site);
  });
}

function gather(address: string, site: string): void {
  if (!cards().some((card) => card.dataset["site"] === site)) {
    if (!absent.has(site) && location.search === "") listAgain();
    absent.add(site);
    return;
  }
  waiting.add(site);
  if (timer === 0) {
    timer = window.setTimeout(() => {
      timer = 0;
      const sites = [...waiting];
      waiting.clear();
      refresh(address, sites);
      again(address, sites);
    }, GATHER_MS);
  }
}

function again(address: string, sites: string[]): void {
  const empty = later.size === 0;
  for (const site of sites) later.add(site);
  if (!empty) return;
  window.setTimeout(() => {
    const due = [...later];
    later.clear();
    refresh(address, due);
  }, DERIVED_MS);
}

async function refresh(address: string, sites: string[]): Promise<void> {
  if (sites.length === 0 || paused || document.hidden) return;
  const query = new URLSearchParams(sites.map((site) => ["site", site]));
  const answer = await fetch(`${address}?${query}`).catch(() => null); // the event stream shows the trouble
  if (answer === null || !answer.ok) return;
  const holder = document.createElement("template");
  holder.innerHTML = await answer.text();
  for (const card of holder.content.querySelectorAll<HTMLElement>(".card")) replace(card);
  document.dispatchEvent(new CustomEvent("cards"));
}

function replace(card: HTMLElement): void {
  const old = cards().find((there) => there.dataset["site"] === card.dataset["site"]);
  if (old === undefined) return;
  const active = old.contains(document.activeElement) ? document.activeElement : null;
  const changed = figure(old) !== figure(card);
  const locate = card.querySelector<HTMLButtonElement>(".locate");
  if (locate !== null) locate.hidden = old.querySelector<HTMLButtonElement>(".locate")?.hidden ?? true;
  card.classList.toggle("chosen", old.classList.contains("chosen"));
  old.replaceWith(card);
  // Who stood on the card with the keyboard still stands there.
  if (active !== null) card.querySelector<HTMLElement>(active.matches(".locate") ? ".locate" : "h3 a")?.focus();
  if (!changed) return;
  card.classList.add("fresh");
  window.setTimeout(() => card.classList.remove("fresh"), FRESH_MS);
  speak(card.dataset["said"] ?? "");
}

let spoken = 0;
let sentence = "";

function speak(said: string): void {
  if (said === "") return;
  const idle = sentence === "";
  sentence = said;
  if (!idle) return;
  window.setTimeout(() => {
    const region = document.querySelector("#spoken");
    if (region !== null) region.textContent = sentence;
    sentence = "";
    spoken = Date.now();
  }, Math.max(0, spoken + SPEAK_MS - Date.now()));
}

function show(line: HTMLElement | null, state: "on" | "off" | "paused"): void {
  if (line === null) return;
  line.hidden = false;
  line.dataset["state"] = state;
  const word = line.querySelector(".word");
  const button = line.querySelector("button");
  if (word !== null) word.textContent = say(`live_${state}`);
  if (button !== null) button.textContent = say(paused ? "live_resume" : "live_pause");
}

function showAges(): void {
  for (const time of document.querySelectorAll<HTMLTimeElement>("time.age")) {
    const text = age((Date.now() - Date.parse(time.dateTime)) / 1000);
    if (time.textContent !== text) time.textContent = text;
  }
}

function figure(card: HTMLElement): string {
  return card.querySelector(".figures")?.textContent ?? "";
}

document.addEventListener("visibilitychange", () => {
  const address = document.querySelector<HTMLElement>("#overview")?.dataset["cards"];
  if (!document.hidden && address !== undefined) {
    refresh(address, cards().map((card) => card.dataset["site"] ?? ""));
  }
});
