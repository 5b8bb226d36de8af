// The whole list anew, in place: when there are sites that the page does not show yet.

const GATHER_MS = 2000;
const PARTS = [".overview .list", ".overview-head > div", ".chips", "#imports"];

let timer = 0;

/** Ask for the list soon; several wishes become one request. */
export function listAgain(): void {
  if (timer !== 0 || document.querySelector(".overview .list") === null) return;
  timer = window.setTimeout(() => {
    timer = 0;
    void fetchList();
  }, GATHER_MS);
}

async function fetchList(): Promise<void> {
  const answer = await fetch(location.href).catch(() => null); // the next event asks again
  if (answer === null || !answer.ok) return;
  const found = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const part of PARTS) {
    const old = document.querySelector(part);
    const fresh = found.querySelector(part);
    if (old === null || fresh === null || old.contains(document.activeElement)) continue;
    old.replaceWith(fresh);
  }
  document.dispatchEvent(new CustomEvent("cards"));
}
