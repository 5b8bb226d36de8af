// The checklist fills itself, and imports show how far they are.

const POLL_MS = 1500;

interface Answer {
  html: string;
  ready: boolean;
}

export function startChecklist(): void {
  const list = document.querySelector<HTMLElement>("#checklist");
  const imports = document.querySelector<HTMLElement>("#imports");
  if (list?.dataset["address"] !== undefined) void poll(list, list.dataset["address"], true);
  else if (imports?.dataset["address"] !== undefined && imports.children.length > 0) {
    void poll(imports, imports.dataset["address"], false);
  }
}

async function poll(place: HTMLElement, address: string, first: boolean): Promise<void> {
  let shown = "";
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    if (document.hidden) continue;
    const answer = await fetch(address).catch(() => null); // not there yet: ask again
    if (answer === null || !answer.ok) continue;
    const found = (await answer.json()) as Answer;
    if (found.ready) {
      location.reload();
      return;
    }
    if (found.html !== shown) {
      // Only what changed is replaced, or a screen reader would read the whole list each time.
      replaceChanged(place, found.html, first);
      shown = found.html;
    }
  }
}

function replaceChanged(place: HTMLElement, html: string, stepwise: boolean): void {
  const holder = document.createElement("template");
  holder.innerHTML = html;
  const fresh = [...holder.content.querySelectorAll(".step")];
  const old = [...place.querySelectorAll(".step")];
  if (!stepwise || fresh.length !== old.length) {
    place.replaceChildren(holder.content);
    return;
  }
  fresh.forEach((step, index) => {
    if (old[index] !== undefined && old[index].outerHTML !== step.outerHTML) old[index].replaceWith(step);
  });
  const imports = place.querySelectorAll("[data-import]");
  imports.forEach((shown) => shown.remove());
  place.append(...holder.content.querySelectorAll("[data-import]"));
}
