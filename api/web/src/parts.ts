// Parts of the page that take a while are asked for at once, side by side, and put in their place.

export function startParts(): void {
  for (const place of document.querySelectorAll<HTMLElement>("[data-part]")) void fill(place);
}

async function fill(place: HTMLElement): Promise<void> {
  const url = new URL(place.dataset["part"] ?? "", location.origin);
  url.searchParams.set("part", "1");
  const answer = await fetch(url).catch(() => null);
  if (answer !== null && answer.ok) place.innerHTML = await answer.text();
  // Else the link that stands there leads to the same.
  place.removeAttribute("aria-busy");
  place.dataset["filled"] = answer !== null && answer.ok ? "yes" : "no";
}
