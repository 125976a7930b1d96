// What a screen shows in words, bars and rules, as a drawing of lines: every plate, edge, sign and word in its place.
import { canvasInPage, drawn, framed, sizeOfPlot, styled, type Caption, type Drawing } from './drawing';
import { around, CLEAR, LEFT_OUT, SIDES, wordsOf } from './photograph';
import { size } from './size';

/** Where the drawing's own origin lies in the window. */
type Origin = Pick<DOMRect, 'left' | 'top'>;

/** How much of a line of words stands over its baseline, by font. */
function ascents(): (font: string) => number {
  const known = new Map<string, number>();
  return (font) => {
    const found = known.get(font);
    if (found !== undefined) return found;
    const canvas = canvasInPage();
    const context = canvas.getContext('2d')!;
    context.font = font;
    const { fontBoundingBoxAscent: over, fontBoundingBoxDescent: under } = context.measureText('x');
    canvas.remove();
    known.set(font, over / (over + under));
    return over / (over + under);
  };
}

function unseen(element: Element, style: CSSStyleDeclaration): boolean {
  // what only a screen reader reads is clipped away
  return element.matches(LEFT_OUT) || style.clipPath !== 'none' || style.display === 'none' || style.visibility === 'hidden' || style.opacity === '0';
}

/** The ground and the edges of an element. */
function plate(element: Element, style: CSSStyleDeclaration, origin: Origin): SVGElement[] {
  const { left, top, width, height } = element.getBoundingClientRect();
  const [x, y] = [left - origin.left, top - origin.top];
  const sides = SIDES.map((side) => ({ side, wide: parseFloat(style[`border${side}Width`]), kind: style[`border${side}Style`], tone: style[`border${side}Color`] }));
  const seen = sides.filter(({ wide, kind, tone }) => wide > 0 && kind !== 'none' && tone !== CLEAR);
  const dashes = (kind: string): Record<string, string> => (kind === 'dashed' ? { 'stroke-dasharray': '4 3' } : {});
  const whole = seen.length === SIDES.length ? seen[0]! : undefined;
  const fill = style.backgroundColor === CLEAR ? 'none' : style.backgroundColor;
  const parts: SVGElement[] = [];
  if (width > 0 && height > 0 && (fill !== 'none' || whole)) {
    const edge = whole ? { stroke: whole.tone, 'stroke-width': whole.wide, ...dashes(whole.kind) } : {};
    parts.push(drawn('rect', { x, y, width, height, rx: parseFloat(style.borderTopLeftRadius) || 0, fill, ...edge }));
  }
  if (whole) return parts;
  for (const { side, wide, kind, tone } of seen) {
    // an edge of its own: a dashed line, a rule above
    const upright = side === 'Left' || side === 'Right';
    const [x1, y1] = [side === 'Right' ? x + width - wide / 2 : upright ? x + wide / 2 : x, side === 'Bottom' ? y + height - wide / 2 : upright ? y : y + wide / 2];
    parts.push(drawn('line', { x1, y1, x2: upright ? x1 : x + width, y2: upright ? y + height : y1, stroke: tone, 'stroke-width': wide, ...dashes(kind) }));
  }
  return parts;
}

/** A sign of the page where it stands. */
function sign(element: SVGSVGElement, origin: Origin): SVGElement {
  const copy = element.cloneNode(true) as SVGSVGElement;
  styled(element, copy);
  const { left, top, width } = element.getBoundingClientRect();
  const group = drawn('g', { transform: `translate(${left - origin.left} ${top - origin.top}) scale(${width / sizeOfPlot(element)[0]})` });
  group.append(...copy.childNodes);
  return group;
}

function draw(into: SVGElement, element: Element, origin: Origin, ascent: (font: string) => number): void {
  const style = getComputedStyle(element);
  if (unseen(element, style)) return;
  if (element instanceof SVGSVGElement) return into.append(sign(element, origin));
  const group = style.opacity === '1' ? into : into.appendChild(drawn('g', { opacity: style.opacity }));
  group.append(...plate(element, style, origin));
  for (const node of element.childNodes) {
    if (node instanceof Element) draw(group, node, origin, ascent);
    else if (node instanceof Text && node.data.trim()) {
      const high = parseFloat(style.fontSize) * size.value.zoom;
      const over = ascent(`${style.fontWeight} ${high}px ${style.fontFamily}`);
      const look = { fill: style.color, 'font-family': style.fontFamily, 'font-size': `${high}px`, 'font-weight': style.fontWeight };
      for (const { text, box } of wordsOf(node)) {
        if (text.trim()) group.append(drawn('text', { x: box.left - origin.left, y: box.top - origin.top + over * box.height, ...look }, text.trimEnd()));
      }
    }
  }
}

/** A section that has no plot, without what a reader works with, as a file of its own. */
export function linesOf(section: Element, caption: Caption): Drawing {
  const parts = [...section.children].filter((one) => !one.matches(`${LEFT_OUT}, .choices`) && one.getBoundingClientRect().width > 0);
  const area = around(parts.map((one) => one.getBoundingClientRect()));
  const copy = drawn('svg', {});
  const ascent = ascents();
  for (const part of parts) draw(copy, part, area, ascent);
  return framed(copy, section, { x: 0, y: 0, width: area.width, height: area.height }, caption);
}
