// The sky above the street: the office, the association, the money of each, and the two ropes of trust.
import { paintAssociation, paintCoin, paintHourglass, paintOffice, paintPerson } from './glyphs';
import { COLOUR } from './palette';
import type { Context } from './surface';

/** What is drawn of a month; money in coins of 10,000 yuan. */
export interface Institutions {
  readonly officeWaits: boolean;
  readonly officeCoins: number;
  readonly allCoins: number;
  /** Posts that the money pays for, and how many of them are filled. */
  readonly posts: number;
  readonly filled: number;
  readonly associationWaits: boolean;
  readonly associationCoins: number;
  readonly officeTrust: number;
  readonly associationTrust: number;
  /** Whether a contract hangs between the two, and a panel looks at it. */
  readonly bound: boolean;
  readonly panel: boolean;
}

/** Places of the sky; words stand over it in the page. */
export interface SkyPlan {
  readonly phone: boolean;
  readonly width: number;
}

const COIN_GAP = 2.4;

export function ropeEnds({ phone, width }: SkyPlan): { readonly left: number; readonly right: number; readonly y: number } {
  const edge = phone ? 104 : 410;
  return { left: edge, right: width - edge, y: phone ? 88 : 76 };
}

export function paintInstitutions(g: Context, plan: SkyPlan, now: Institutions): void {
  const { phone, width } = plan;
  const edge = phone ? 16 : 44;
  const scale = phone ? 0.62 : 1;
  const foot = phone ? 52 : 82;
  paintRopes(g, plan, now);
  paintOffice(g, edge, foot, scale);
  const leader = edge + (phone ? 62 : 100);
  paintPerson(g, leader, foot, phone ? 1.05 : 1.6, COLOUR.officePale, now.officeWaits ? 'waiting' : 'there');
  if (now.officeWaits) paintHourglass(g, leader + (phone ? 16 : 0), phone ? 36 : 38, phone ? 0.8 : 1);
  paintCoins(g, edge + (phone ? 5 : 7), phone ? 84 : 108, 1, phone, now.officeCoins, now.allCoins);
  paintAssociation(g, width - edge, foot, scale);
  paintPosts(g, width - edge - (phone ? 62 : 12), foot + (phone ? 0 : 44), phone, now);
  paintCoins(g, width - edge - (phone ? 5 : 182), phone ? 84 : 108, -1, phone, now.associationCoins, now.associationCoins);
  if (now.panel) {
    const { y } = ropeEnds(plan);
    for (let k = 0; k < 5; k++) {
      paintPerson(g, width / 2 + (k - 2) * (phone ? 15 : 24), y + (phone ? 44 : 66), phone ? 0.8 : 1.1, '#F3EEE0', 'there');
    }
  }
}

function paintCoins(g: Context, x: number, y: number, way: 1 | -1, phone: boolean, there: number, all: number): void {
  const radius = phone ? 4.4 : 6.6;
  const each = 2 * radius + COIN_GAP;
  const row = phone ? 7 : 10;
  for (let k = 0; k < Math.min(all, 3 * row); k++) {
    paintCoin(g, x + way * (k % row) * each, y + Math.floor(k / row) * each, radius, k < there);
  }
}

function paintPosts(g: Context, x: number, y: number, phone: boolean, now: Institutions): void {
  const most = phone ? 3 : 6;
  for (let k = 0; k < Math.min(most, now.posts); k++) {
    const presence = k >= now.filled ? 'missing' : now.associationWaits ? 'waiting' : 'there';
    paintPerson(g, x - k * (phone ? 17 : 24), y, phone ? 0.95 : 1.2, COLOUR.associationPale, presence);
  }
}

/** Trust: the office's above, the association's below; thin and slack where it is low. */
function paintRopes(g: Context, plan: SkyPlan, now: Institutions): void {
  const { left, right, y } = ropeEnds(plan);
  const slack = plan.phone ? 16 : 30;
  const rope = (at: number, trust: number, colour: string): void => {
    g.strokeStyle = colour;
    g.lineWidth = 1 + 9 * trust;
    g.lineCap = 'round';
    g.globalAlpha = now.bound ? 1 : 0.45;
    g.beginPath();
    g.moveTo(left, at);
    g.quadraticCurveTo((left + right) / 2, at + 2 * (1 - trust) * slack, right, at);
    g.stroke();
    g.globalAlpha = 1;
  };
  rope(y - 9, now.officeTrust, COLOUR.office);
  rope(y + 9, now.associationTrust, COLOUR.association);
}
