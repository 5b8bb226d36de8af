// Light, dark, or as the device has it; the choice stays in this browser.
import { say } from "./words";

const CHOICES = ["auto", "light", "dark"] as const;
type Choice = (typeof CHOICES)[number];
const KEY = "wegwarte-theme";

function stored(): Choice {
  try {
    const found = localStorage.getItem(KEY);
    return CHOICES.find((choice) => choice === found) ?? "auto";
  } catch {
    return "auto"; // storage is forbidden here: the choice lasts as long as the page
  }
}

function keep(choice: Choice): void {
  try {
    localStorage.setItem(KEY, choice);
  } catch {
    // Storage is forbidden here: the choice lasts as long as the page.
  }
}

function apply(choice: Choice): void {
  const root = document.documentElement;
  if (choice === "auto") delete root.dataset["theme"];
  else root.dataset["theme"] = choice;
  document.dispatchEvent(new CustomEvent("theme"));
}

export function startTheme(): void {
  let choice = stored();
  apply(choice);
  const button = document.querySelector<HTMLButtonElement>("#theme");
  if (button === null) return;
  const show = (): void => {
    button.textContent = say(`theme_${choice}`);
  };
  button.hidden = false;
  show();
  button.addEventListener("click", () => {
    choice = CHOICES[(CHOICES.indexOf(choice) + 1) % CHOICES.length] ?? "auto";
    keep(choice);
    apply(choice);
    show();
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => apply(choice));
}
