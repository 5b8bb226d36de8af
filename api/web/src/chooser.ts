// The search in the list of indicators: every word has to be found in name or explanation.
import { number, say } from "./words";

export function startChooser(): void {
  const root = document.querySelector<HTMLElement>("#chooser");
  const label = root?.querySelector<HTMLElement>(".search") ?? null;
  const field = label?.querySelector("input") ?? null;
  const told = root?.querySelector<HTMLElement>("[role=status]") ?? null;
  if (root === null || label === null || field === null) return;
  label.hidden = false;
  field.addEventListener("input", () => {
    const words = plain(field.value).split(/\s+/).filter((word) => word !== "");
    let found = 0;
    for (const section of root.querySelectorAll<HTMLElement>(".chooser-section")) {
      let any = false;
      for (const item of section.querySelectorAll<HTMLElement>("li")) {
        const text = plain(item.textContent ?? "");
        item.hidden = !words.every((word) => text.includes(word));
        any ||= !item.hidden;
        found += item.hidden ? 0 : 1;
      }
      section.hidden = !any;
    }
    if (told !== null) told.textContent = words.length === 0 ? "" : say("chooser_found", { n: number(found) });
  });
}

function plain(text: string): string {
  return text.toLocaleLowerCase();
}
