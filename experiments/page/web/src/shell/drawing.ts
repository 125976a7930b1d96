// A plot of the page as an image that stands alone: its styles written into it, its fonts with it, a line of source below.
const STYLED = [
  'fill', 'fill-opacity', 'fill-rule', 'stroke', 'stroke-width', 'stroke-dasharray', 'stroke-linecap', 'stroke-linejoin', 'paint-order',
  'opacity', 'font-family', 'font-size', 'font-weight', 'text-anchor',
] as const;
const MARGIN = 20;
const LINE = 22;
const SMALL = 15;
export const [HEAD, TALL] = [26, 34];
const NAMESPACE = 'http://www.w3.org/2000/svg';

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** What stands over and under a picture that stands alone. */
export interface Caption {
  readonly title: string;
  readonly text: string;
}

export interface Drawing {
  readonly text: string;
  /** What it shows of the plot, in the plot's own units. */
  readonly box: Box;
}

/** A word or a sign of Chinese, with the brackets before it, and with the stops, brackets and the dot after it, which begin no line. */
const UNBROKEN = /[（《「“]*(?:[\u3000-\u9fff\uff00-\uffef]|[^\s\u3000-\u9fff\uff00-\uffef“”]+)[、。，：；！？）》」”,.;:!?)]*(?:\s+·)?\s*|[“”\s]+/g;

/** A text in lines of so many pixels: broken between words, and between the signs of Chinese. */
export function wrapped(text: string, width: number, measure: (text: string) => number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const part of text.match(UNBROKEN) ?? []) {
    if (line && measure(line + part.trimEnd()) > width) {
      lines.push(line.trimEnd());
      line = '';
    }
    line += part;
  }
  return line.trim() ? [...lines, line.trimEnd()] : lines;
}

/** The code points of a style's `unicode-range`, as pairs. */
export function rangesOf(text: string): (readonly [number, number])[] {
  return [...text.matchAll(/U\+([0-9A-F]+)(?:-([0-9A-F]+))?/gi)].map(([, from, to]) => [parseInt(from!, 16), parseInt(to ?? from!, 16)] as const);
}

/** The page's own font faces that a text needs in some families. */
export function facesOf(text: string, families: string): string {
  const points = [...new Set(text)].map((sign) => sign.codePointAt(0)!);
  const rules = [...document.styleSheets].flatMap(rulesOf).filter((rule) => rule instanceof CSSFontFaceRule);
  return rules.filter(({ style }) => {
    const family = style.getPropertyValue('font-family').replaceAll(/["']/g, '');
    const ranges = rangesOf(style.getPropertyValue('unicode-range'));
    return families.includes(family) && points.some((point) => ranges.some(([from, to]) => point >= from && point <= to));
  }).map(({ cssText }) => cssText).join('\n');
}

/** A canvas in the page, out of sight: only there are its signs as wide as the page's own. To be removed again. */
export function canvasInPage(): HTMLCanvasElement {
  const canvas = document.createElement('canvas');
  canvas.className = 'unseen';
  canvas.ariaHidden = 'true';
  document.body.append(canvas);
  return canvas;
}

export function lineWidth(font: string): (text: string) => number {
  const canvas = canvasInPage();
  const context = canvas.getContext('2d')!;
  context.font = font;
  canvas.remove();
  return (text) => context.measureText(text).width;
}

export function colour(name: string, of: Element): string {
  return getComputedStyle(of).getPropertyValue(name).trim();
}

/** The family that labels have; the section that a figure stands in has it. */
export function labelFamily(of: Element): string {
  return getComputedStyle(of.closest('section')!).fontFamily;
}

function rulesOf(sheet: CSSStyleSheet): CSSRule[] {
  try {
    return [...sheet.cssRules];
  } catch {
    return []; // a sheet from elsewhere, in a page that is not ours
  }
}

/** The styles that an element has in the page, as attributes of its copy. */
export function styled(from: Element, to: Element): void {
  const style = getComputedStyle(from);
  if (!(from instanceof SVGSVGElement) && !(from instanceof SVGGElement)) {
    for (const name of STYLED) {
      const value = style.getPropertyValue(name);
      if (value) to.setAttribute(name, value);
    }
  }
  for (const name of ['class', 'style', 'aria-hidden']) to.removeAttribute(name);
  [...from.children].forEach((child, place) => styled(child, to.children[place]!));
}

/** Its width and height in its own units. */
export function sizeOfPlot(plot: SVGSVGElement): readonly [width: number, height: number] {
  const { width, height } = plot.viewBox.baseVal ?? { width: 0, height: 0 };
  return width > 0 ? [width, height] : [Number(plot.getAttribute('width')), Number(plot.getAttribute('height'))];
}

/** A plot as a file of its own, with room for what hangs over its edge; on paper, or on what is below it. */
export function drawingOf(plot: SVGSVGElement, caption?: Caption, onPaper = true): Drawing {
  const copy = plot.cloneNode(true) as SVGSVGElement;
  styled(plot, copy);
  const own = plot.getBBox();
  const [wide, tall] = sizeOfPlot(plot);
  const [left, top] = [Math.min(0, own.x), Math.min(0, own.y)];
  const extent = { x: left, y: top, width: Math.max(wide, own.x + own.width) - left, height: Math.max(tall, own.y + own.height) - top };
  return framed(copy, plot, extent, caption, onPaper);
}

/** An element of a drawing. */
export function drawn<K extends keyof SVGElementTagNameMap>(name: K, attributes: Readonly<Record<string, string | number>>, text?: string): SVGElementTagNameMap[K] {
  const one = document.createElementNS(NAMESPACE, name);
  for (const [key, value] of Object.entries(attributes)) one.setAttribute(key, String(value));
  if (text !== undefined) one.textContent = text;
  return one;
}

/** A drawing with a margin, its title over it and its caption under it, its ground and its fonts; `from` is where it stands in the page. */
export function framed(copy: SVGSVGElement, from: Element, extent: Box, caption?: Caption, onPaper = true): Drawing {
  const [left, right] = [extent.x - MARGIN, extent.x + extent.width + MARGIN];
  const bottom = extent.y + extent.height + MARGIN;
  const label = labelFamily(from);
  const story = colour('--story', from);
  const width = right - left - 2 * MARGIN;
  const lines = caption ? wrapped(caption.text, width, lineWidth(`${SMALL}px ${label}`)) : [];
  const titles = caption ? wrapped(caption.title, width, lineWidth(`700 ${HEAD}px ${story}`)) : [];
  const top = extent.y - MARGIN - TALL * titles.length;
  const box = { x: left, y: top, width: right - left, height: bottom - top + (lines.length ? LINE * lines.length + MARGIN / 2 : 0) };
  const x = left + MARGIN;
  const above = titles.map((line, row) => drawn('text', { x, y: top + TALL * (row + 1), fill: colour('--ink', from), 'font-family': story, 'font-size': `${HEAD}px`, 'font-weight': 700 }, line));
  const below = lines.map((line, row) => drawn('text', { x, y: bottom + LINE * (row + 0.6), fill: colour('--mute', from), 'font-family': label, 'font-size': `${SMALL}px` }, line));
  const families = `${label} ${story} ${[...copy.querySelectorAll('text')].map((text) => text.getAttribute('font-family')).join()}`;
  const signs = `${copy.textContent}${caption?.title ?? ''}${caption?.text ?? ''}`;
  const style = drawn('style', {}, `${facesOf(signs, families)}\ntext{font-feature-settings:${getComputedStyle(from).fontFeatureSettings}}`);
  copy.prepend(style, drawn('rect', { ...box, fill: onPaper ? colour('--paper', from) : 'none' }));
  copy.append(...above, ...below);
  for (const [name, value] of Object.entries({ viewBox: `${box.x} ${box.y} ${box.width} ${box.height}`, width: box.width, height: box.height })) {
    copy.setAttribute(name, String(value));
  }
  return { text: new XMLSerializer().serializeToString(copy), box };
}
