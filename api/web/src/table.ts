// The values as a table, page by page: what the chart shows, in words and numbers.
import { beginning } from "./local";
import { endOf } from "./series";
import type { Series, Value } from "./series";
import type { Trust } from "./trust";
import { number, percent, say } from "./words";
import type { Writer } from "./writer";

export const ROWS = 24;

export class ValueTable {
  private readonly body: HTMLElement;
  private readonly pager: HTMLElement;
  private series: Series | null = null;
  private begin = 0;
  private end = 0; // exclusive, within what is visible
  private first = 0; // of this page, counted from the newest

  constructor(
    root: HTMLElement,
    private readonly zone: string,
    private readonly writer: Writer,
    private readonly trust: Trust,
  ) {
    this.body = root.querySelector("tbody") as HTMLElement;
    this.pager = root.querySelector("#pager") as HTMLElement;
    this.pager.addEventListener("click", (event) => {
      const step = (event.target as HTMLElement).closest<HTMLElement>("[data-page]")?.dataset["page"];
      if (step === undefined || this.series === null) return;
      event.preventDefault();
      this.first += step === "before" ? -ROWS : ROWS;
      this.draw();
      this.pager.querySelector<HTMLElement>(`[data-page="${step}"]`)?.focus();
    });
  }

  /** Show the values from `begin` up to `end`, newest first, from the first page on. */
  show(series: Series, begin: number, end: number): void {
    if (series === this.series && begin === this.begin && end === this.end) return;
    [this.series, this.begin, this.end, this.first] = [series, begin, end, 0];
    this.draw();
  }

  /** Turn to the page of a value and mark its row. */
  mark(index: number | null): void {
    const place = index === null ? -1 : this.end - 1 - index;
    if (index !== null && index >= this.begin && index < this.end) {
      const page = Math.floor(place / ROWS) * ROWS;
      if (page !== this.first) {
        this.first = page;
        this.draw();
      }
    }
    this.body.querySelector(".at-cursor")?.classList.remove("at-cursor");
    this.body.children[place - this.first]?.classList.add("at-cursor");
  }

  private draw(): void {
    const { series } = this;
    if (series === null) return;
    const count = this.end - this.begin;
    this.first = Math.max(0, Math.min(this.first, count - 1));
    const last = Math.min(this.first + ROWS, count);
    const rows = [];
    for (let place = this.first; place < last; place++) rows.push(this.row(series, this.end - 1 - place));
    this.body.replaceChildren(...rows);
    const said = document.createElement("span");
    said.className = "quiet";
    said.textContent = say("values_of", {
      first: number(Math.min(this.first + 1, count)),
      last: number(last),
      n: number(count),
    });
    const buttons = document.createElement("span");
    buttons.className = "row";
    if (this.first > 0) buttons.append(button("before", say("page_earlier")));
    if (last < count) buttons.append(button("after", say("page_later")));
    this.pager.replaceChildren(said, buttons);
  }

  private row(series: Series, index: number): HTMLElement {
    const row = document.createElement("tr");
    const value = series.values[index];
    if (value === undefined) return row;
    const start = series.starts[index] ?? 0;
    const end = endOf(start, series.bucket, this.zone);
    const mark = this.trust.mark(value, start, end);
    if (mark !== "") row.className = mark;
    const head = document.createElement("th");
    head.scope = "row";
    head.textContent = beginning(start, series.bucket, this.zone);
    row.append(head);
    const cells: [string, boolean][] = [
      [this.writer.value(value.value), true],
      ...this.writer.beside(value).map((text): [string, boolean] => [text, true]),
      [percent(value.coverage), true],
      [this.trust.word(value, start, end), false],
      [status(value), false],
    ];
    for (const [text, figure] of cells) {
      const cell = document.createElement("td");
      if (figure) cell.className = "figure-cell";
      cell.textContent = text;
      row.append(cell);
    }
    return row;
  }
}

/** How settled a value is; of one that is withheld also why. */
function status(value: Value): string {
  const told = say(`status_${value.status}`);
  const reason = value["reason"];
  return value.value === null && Number(value["n_valid"]) > 0 && typeof reason === "string" ? `${told}. ${say(`reason_${reason}`)}` : told;
}

function button(step: string, text: string): HTMLElement {
  const made = document.createElement("button");
  made.type = "button";
  made.dataset["page"] = step;
  made.textContent = text;
  return made;
}
