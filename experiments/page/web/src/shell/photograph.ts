// What a screen shows as one picture of pixels: its canvases, plots, words and the plates they stand on, its source below.
import { canvasInPage, colour, drawingOf, HEAD, labelFamily, lineWidth, sizeOfPlot, TALL, wrapped, type Caption, type Drawing } from './drawing';
import { size } from './size';

const SHARPNESS = 2;
const MOST_WIDE = 2560;
const [MARGIN, LINE, SMALL] = [20, 22, 15];
export const CLEAR = 'rgba(0, 0, 0, 0)';
/** The title, which stands over the picture anew; and what a reader works with, and does not take away. */
export const LEFT_OUT = 'h1, input, select, .source, .choice, .choices > button, .go, .bar, .take, .house-label';
/** Smaller plots are signs within a line. */
const LEAST = 60;

async function imageOf({ text }: Drawing): Promise<HTMLImageElement> {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
  await image.decode();
  // a browser may decode an image before the fonts in it
  await new Promise((resume) => setTimeout(resume, 60));
  return image;
}

export function around(boxes: readonly DOMRect[]): DOMRect {
  const [left, top] = [Math.min(...boxes.map((box) => box.left)), Math.min(...boxes.map((box) => box.top))];
  return new DOMRect(left, top, Math.max(...boxes.map((box) => box.right)) - left, Math.max(...boxes.map((box) => box.bottom)) - top);
}

/** A text as the browser has set it: its words, and stretches without spaces, each with its place. */
export function wordsOf(node: Text): { text: string; box: DOMRect }[] {
  const words: { text: string; box: DOMRect }[] = [];
  const range = document.createRange();
  for (let at = 0; at < node.length; at++) {
    range.setStart(node, at);
    range.setEnd(node, at + 1);
    const box = range.getClientRects()[0];
    const last = words.at(-1);
    if (!box || box.width === 0) continue;
    if (last && !/\s$/.test(last.text) && Math.abs(box.top - last.box.top) < box.height / 2) last.text += node.data[at]!;
    else words.push({ text: node.data[at]!, box });
  }
  return words;
}

function paintPlate(context: CanvasRenderingContext2D, element: Element, style: CSSStyleDeclaration): void {
  const { left, top, width, height } = element.getBoundingClientRect();
  context.beginPath();
  context.roundRect(left, top, width, height, parseFloat(style.borderTopLeftRadius) || 0);
  if (style.backgroundColor !== CLEAR) {
    context.fillStyle = style.backgroundColor;
    context.fill();
  }
  const sides = SIDES.map((side) => ({ side, wide: parseFloat(style[`border${side}Width`]), kind: style[`border${side}Style`], tone: style[`border${side}Color`] }));
  if (!sides.every(({ wide }) => wide > 0)) {
    // an edge of its own: a dashed line, a rule above
    for (const { side, wide, kind, tone } of sides) {
      if (!(wide > 0) || kind === 'none' || tone === CLEAR) continue;
      const [x, y] = [side === 'Right' ? left + width - wide / 2 : left + wide / 2, side === 'Bottom' ? top + height - wide / 2 : top + wide / 2];
      context.beginPath();
      if (side === 'Left' || side === 'Right') context.moveTo(x, top), context.lineTo(x, top + height);
      else context.moveTo(left, y), context.lineTo(left + width, y);
      stroke(context, tone, wide, kind);
    }
  } else if (style.borderTopStyle !== 'none' && style.borderTopColor !== CLEAR) {
    stroke(context, style.borderTopColor, parseFloat(style.borderTopWidth), style.borderTopStyle);
  }
}

export const SIDES = ['Top', 'Right', 'Bottom', 'Left'] as const;

function stroke(context: CanvasRenderingContext2D, tone: string, wide: number, kind: string): void {
  context.strokeStyle = tone;
  context.lineWidth = wide;
  context.setLineDash(kind === 'dashed' ? [4, 3] : []);
  context.stroke();
  context.setLineDash([]);
}

async function paint(context: CanvasRenderingContext2D, element: Element): Promise<void> {
  const style = getComputedStyle(element);
  // what only a screen reader reads is clipped away
  if (element.matches(LEFT_OUT) || style.clipPath !== 'none' || style.display === 'none' || style.visibility === 'hidden' || style.opacity === '0') return;
  if (element instanceof HTMLCanvasElement) {
    const { left, top, width, height } = element.getBoundingClientRect();
    context.drawImage(element, left, top, width, height);
  } else if (element instanceof SVGSVGElement) {
    const drawing = drawingOf(element, undefined, false);
    const [{ left, top, width }, { x, y, ...box }] = [element.getBoundingClientRect(), drawing.box];
    const scale = width / sizeOfPlot(element)[0];
    context.drawImage(await imageOf(drawing), left + scale * x, top + scale * y, scale * box.width, scale * box.height);
  } else {
    const faint = context.globalAlpha;
    context.globalAlpha = faint * parseFloat(style.opacity);
    paintPlate(context, element, style);
    for (const node of element.childNodes) {
      if (node instanceof Element) await paint(context, node);
      else if (node instanceof Text && node.data.trim()) {
        context.font = `${style.fontWeight} ${parseFloat(style.fontSize) * size.value.zoom}px ${style.fontFamily}`;
        context.fillStyle = style.color;
        context.textBaseline = 'middle';
        for (const { text, box } of wordsOf(node)) context.fillText(text, box.left, box.top + box.height / 2);
      }
    }
    context.globalAlpha = faint;
  }
}

/** A section's pictures on paper, as they stand there; all of it where it has none. */
export async function photographOf(section: Element, caption: Caption): Promise<Blob> {
  const paper = colour('--paper', section);
  const plots = [...section.querySelectorAll<SVGSVGElement>('svg.plot, .ribbon svg')].filter((one) => one.getBoundingClientRect().height >= LEAST);
  const canvases = [...section.querySelectorAll('canvas.picture')];
  if (canvases.length === 0 && plots.length === 1) {
    const drawing = drawingOf(plots[0]!, caption);
    return pixels(paper, drawing.box.width, drawing.box.height, async (context) => void context.drawImage(await imageOf(drawing), 0, 0));
  }
  const pictures = canvases.length ? [...plots, ...canvases] : [...section.children].filter((one) => !one.matches(`${LEFT_OUT}, .choices`));
  const { left, top, width, height } = around(pictures.map((one) => one.getBoundingClientRect()));
  const air = canvases.length ? 0 : MARGIN;
  const area = new DOMRect(left - air, top - air, width + 2 * air, height + 2 * air);
  const font = `${SMALL}px ${labelFamily(section)}`;
  const lines = wrapped(caption.text, area.width - 2 * MARGIN, lineWidth(font));
  const bold = `700 ${HEAD}px ${colour('--story', section)}`;
  const titles = wrapped(caption.title, area.width - 2 * MARGIN, lineWidth(bold));
  const head = TALL * titles.length + MARGIN / 2;
  return pixels(paper, area.width, head + area.height + LINE * lines.length + MARGIN, async (context) => {
    context.font = bold;
    context.fillStyle = colour('--ink', section);
    context.textBaseline = 'middle';
    titles.forEach((line, row) => context.fillText(line, MARGIN, MARGIN / 2 + TALL * (row + 0.5)));
    context.translate(-area.left, head - area.top);
    context.save();
    context.beginPath();
    context.rect(area.left, area.top, area.width, area.height);
    context.clip();
    await paint(context, section);
    context.restore();
    context.font = font;
    context.fillStyle = colour('--mute', section);
    context.textBaseline = 'middle';
    lines.forEach((line, row) => context.fillText(line, area.left + MARGIN, area.bottom + MARGIN / 2 + LINE * (row + 0.5)));
  });
}

async function pixels(ground: string, width: number, height: number, draw: (context: CanvasRenderingContext2D) => Promise<void>): Promise<Blob> {
  const scale = Math.max(1, Math.min(SHARPNESS, MOST_WIDE / width));
  const canvas = canvasInPage();
  [canvas.width, canvas.height] = [Math.round(width * scale), Math.round(height * scale)];
  const context = canvas.getContext('2d')!;
  context.scale(scale, scale);
  context.fillStyle = ground;
  context.fillRect(0, 0, width, height);
  try {
    await draw(context);
  } finally {
    canvas.remove();
  }
  return new Promise((resolve, reject) => canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('no picture'))), 'image/png'));
}
