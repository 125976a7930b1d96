// Signs that are drawn in one place only: a tree, a pennant, a person, a coin, two buildings.
import { COLOUR, TREE } from './palette';
import type { Context } from './surface';

const TREE_SIZES = [[0, 0], [8, 3], [12, 4.4], [15, 6.8], [18, 10]] as const;

/** A group as it grows: two leaves, a sapling, a tree, a golden ginkgo; between stages the sizes glide. */
export function paintTree(g: Context, x: number, y: number, growth: number, scale: number): void {
  if (growth < 0.05) return;
  const stage = Math.min(4, Math.floor(growth));
  const [h0, r0] = TREE_SIZES[stage]!;
  const [h1, r1] = TREE_SIZES[Math.min(4, stage + 1)]!;
  const share = growth - stage;
  const height = (h0 + (h1 - h0) * share) * scale;
  const radius = (r0 + (r1 - r0) * share) * scale;
  g.strokeStyle = TREE.trunk;
  g.lineWidth = 2 * scale;
  g.beginPath();
  g.moveTo(x, y);
  g.lineTo(x, y - height);
  g.stroke();
  g.fillStyle = TREE.leaves[Math.max(1, Math.round(growth))]!;
  g.beginPath();
  if (growth < 2.5) {
    g.ellipse(x - radius * 0.8, y - height, radius, radius * 0.55, 0.6, 0, 7);
    g.ellipse(x + radius * 0.8, y - height, radius, radius * 0.55, -0.6, 0, 7);
  } else {
    const top = y - height - radius * 1.55;
    g.moveTo(x, y - height + radius * 0.7);
    g.bezierCurveTo(x - radius * 1.7, y - height + radius * 0.2, x - radius * 1.15, top, x, top);
    g.bezierCurveTo(x + radius * 1.15, top, x + radius * 1.7, y - height + radius * 0.2, x, y - height + radius * 0.7);
  }
  g.fill();
}

/** A pennant on a roof: a contractor opened this door. */
export function paintPennant(g: Context, x: number, y: number, scale: number): void {
  g.strokeStyle = COLOUR.contractPole;
  g.lineWidth = 1.5;
  g.beginPath();
  g.moveTo(x, y);
  g.lineTo(x, y - 15 * scale);
  g.stroke();
  g.fillStyle = COLOUR.contract;
  g.beginPath();
  g.moveTo(x, y - 15 * scale);
  g.lineTo(x + 10 * scale, y - 11.5 * scale);
  g.lineTo(x, y - 8 * scale);
  g.fill();
}

export type Presence = 'there' | 'waiting' | 'missing';

/** A person whose feet stand at a point: filled; hollow while decisions wait; dashed where a post is empty. */
export function paintPerson(g: Context, x: number, y: number, scale: number, colour: string, presence: Presence): void {
  g.save();
  g.translate(x, y);
  g.scale(scale, scale);
  g.beginPath();
  g.arc(0, -15, 5, 0, 7);
  g.moveTo(-8, 0);
  g.bezierCurveTo(-8, -10, 8, -10, 8, 0);
  g.closePath();
  if (presence === 'there') {
    g.fillStyle = colour;
    g.fill();
  } else {
    g.strokeStyle = colour;
    g.lineWidth = 1.5;
    g.setLineDash(presence === 'missing' ? [2.5, 2] : []);
    g.stroke();
  }
  g.restore();
}

export function paintHourglass(g: Context, x: number, y: number, scale: number): void {
  g.strokeStyle = '#FFFFFF';
  g.lineWidth = 1.5;
  const [w, h] = [6 * scale, 8 * scale];
  g.beginPath();
  g.moveTo(x - w, y - h);
  g.lineTo(x + w, y - h);
  g.lineTo(x - w, y + h);
  g.lineTo(x + w, y + h);
  g.closePath();
  g.stroke();
}

/** A coin with a square hole, filled where the money is there. */
export function paintCoin(g: Context, x: number, y: number, radius: number, there: boolean): void {
  const hole = radius * 0.36;
  g.beginPath();
  g.arc(x, y, radius, 0, 7);
  if (there) {
    g.rect(x + hole, y - hole, -2 * hole, 2 * hole);
    g.fillStyle = COLOUR.money;
    g.fill('evenodd');
  } else {
    g.strokeStyle = COLOUR.money;
    g.globalAlpha = 0.32;
    g.lineWidth = 1;
    g.stroke();
    g.globalAlpha = 1;
  }
}

/** The office: a pediment on columns, a flag. Its left foot stands at a point. */
export function paintOffice(g: Context, x: number, y: number, scale: number): void {
  g.save();
  g.translate(x, y);
  g.scale(scale, scale);
  g.fillStyle = COLOUR.office;
  g.beginPath();
  g.moveTo(-3, -34);
  g.lineTo(36, -56);
  g.lineTo(75, -34);
  g.closePath();
  g.rect(0, -32, 72, 5);
  for (let k = 0; k < 4; k++) g.rect(3 + k * 19, -26, 9, 20);
  g.rect(-3, -5, 78, 5);
  g.rect(35, -72, 2, 18);
  g.rect(37, -72, 15, 9);
  g.fill();
  g.restore();
}

/** The association: a round roof over an open hall. Its right foot stands at a point. */
export function paintAssociation(g: Context, x: number, y: number, scale: number): void {
  g.save();
  g.translate(x, y);
  g.scale(scale, scale);
  g.fillStyle = COLOUR.association;
  g.beginPath();
  g.moveTo(-75, -30);
  g.quadraticCurveTo(-36, -82, 3, -30);
  g.closePath();
  g.rect(-72, -28, 72, 28);
  g.moveTo(-46, 0);
  g.lineTo(-46, -14);
  g.quadraticCurveTo(-36, -26, -26, -14);
  g.lineTo(-26, 0);
  g.closePath();
  g.fill('evenodd');
  g.restore();
}
