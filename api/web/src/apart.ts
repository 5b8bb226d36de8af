// Where the marks of the plan go, so that none covers another. Only numbers: no page, no map.

export interface Spot {
  x: number; // where the site is, in pixels of the plan
  y: number;
  width: number; // of its mark
}

export interface Box {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

export interface Step {
  dx: number; // how far a mark stands from its site, in pixels
  dy: number;
}

const HEIGHT_PX = 28;
const GAP_PX = 3;
const CROWD_PX = 34; // sites nearer to each other than this are in one place
const RING_PX = 12;
const RINGS_MAX = 12;
const DIRECTIONS = 16;

/** Sites that stand so close together that lines to all of them would say nothing. */
export function crowds(spots: Spot[], most: number): number[][] {
  const left = new Set(spots.keys());
  const found: number[][] = [];
  for (const first of spots.keys()) {
    if (!left.has(first)) continue;
    const near = [...left].filter((other) => distance(spots[first], spots[other]) < CROWD_PX);
    const crowd = near.length > most ? near : [first];
    for (const one of crowd) left.delete(one);
    found.push(crowd);
  }
  return found;
}

/** Move marks off each other: those that meet no other stay, the rest go to the nearest free place. */
export function apart(spots: Spot[], taken: Box[], within: Box): Step[] {
  const boxes = spots.map((spot) => boxOf(spot, 0, 0));
  const fixed = boxes.map((box, at) => ![...taken, ...boxes.filter((_, other) => other !== at)].some((other) => meet(box, other)));
  const occupied = [...taken, ...boxes.filter((_, at) => fixed[at])];
  return spots.map((spot, at) => {
    if (fixed[at]) return { dx: 0, dy: 0 };
    const free = steps().find(({ dx, dy }) => {
      const box = boxOf(spot, dx, dy);
      return (!inside(spot, within) || holds(within, box)) && !occupied.some((other) => meet(box, other));
    });
    const step = free ?? { dx: 0, dy: 0 };
    occupied.push(boxOf(spot, step.dx, step.dy));
    return step;
  });
}

function steps(): Step[] {
  const found = [{ dx: 0, dy: 0 }];
  for (let ring = 1; ring <= RINGS_MAX; ring++) {
    for (let turn = 0; turn < DIRECTIONS; turn++) {
      const angle = (2 * Math.PI * turn) / DIRECTIONS - Math.PI / 2;
      found.push({ dx: Math.round(Math.cos(angle) * ring * RING_PX), dy: Math.round(Math.sin(angle) * ring * RING_PX) });
    }
  }
  return found;
}

function boxOf({ x, y, width }: Spot, dx: number, dy: number): Box {
  const wide = width / 2 + GAP_PX / 2;
  const high = HEIGHT_PX / 2 + GAP_PX / 2;
  return { left: x + dx - wide, right: x + dx + wide, top: y + dy - high, bottom: y + dy + high };
}

function meet(one: Box, other: Box): boolean {
  return one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom;
}

function holds(whole: Box, part: Box): boolean {
  return part.left >= whole.left && part.right <= whole.right && part.top >= whole.top && part.bottom <= whole.bottom;
}

function inside({ x, y }: Spot, box: Box): boolean {
  return x >= box.left && x <= box.right && y >= box.top && y <= box.bottom;
}

function distance(one: Spot | undefined, other: Spot | undefined): number {
  return one === undefined || other === undefined ? Infinity : Math.hypot(one.x - other.x, one.y - other.y);
}
