// The checklist fills itself, and imports show how far they are.
import { listAgain } from "./list";

const POLL_MS = 1500;
const IDLE_MS = 10_000;

interface Answer {
  html: string;
  ready: boolean;
}

export function startChecklist(): void {
  const steps = document.querySelector<HTMLElement>("#checklist")?.dataset["address"];
  const imports = document.querySelector<HTMLElement>("#imports")?.dataset["address"];
  if (steps !== undefined) void fillSteps(steps);
  else if (imports !== undefined) void showImports(imports);
}

async function fillSteps(address: string): Promise<void> {
  for (;;) {
    const found = await ask(address, POLL_MS);
    const place = document.querySelector<HTMLElement>("#checklist");
    if (found === null || place === null) continue;
    if (found.ready) {
      location.reload();
      return;
    }
    replaceChanged(place, found.html);
  }
}

async function showImports(address: string): Promise<void> {
  let busy = document.querySelector("[data-import]") !== null;
  for (;;) {
    const found = await ask(address, busy ? POLL_MS : IDLE_MS);
    const place = document.querySelector<HTMLElement>("#imports");
    if (found === null || place === null) continue;
    if (busy && found.ready) listAgain();
    busy = !found.ready;
    if (place.innerHTML.trim() !== found.html.trim()) place.innerHTML = found.html;
  }
}

async function ask(address: string, wait_ms: number): Promise<Answer | null> {
  await new Promise((resolve) => setTimeout(resolve, wait_ms));
  if (document.hidden) return null;
  const answer = await fetch(address).catch(() => null); // not there for a moment: ask again
  return answer !== null && answer.ok ? ((await answer.json()) as Answer) : null;
}

// Only what changed is replaced, or a screen reader would read the whole list each time.
function replaceChanged(place: HTMLElement, html: string): void {
  const holder = document.createElement("template");
  holder.innerHTML = html;
  const fresh = [...holder.content.querySelectorAll(".step")];
  const old = [...place.querySelectorAll(".step")];
  fresh.forEach((step, index) => {
    if (old[index] !== undefined && old[index].outerHTML !== step.outerHTML) old[index].replaceWith(step);
  });
  for (const shown of place.querySelectorAll("[data-import]")) shown.remove();
  place.append(...holder.content.querySelectorAll("[data-import]"));
}
