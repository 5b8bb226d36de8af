// The cards of sites on this page, as the server drew them.

export function cards(): HTMLElement[] {
  return [...document.querySelectorAll<HTMLElement>(".card")];
}
