// What a screen shows as one picture of pixels: its canvases, its plots and the words over them, its source below.
import { colour, drawingOf, labelFamily, lineWidth, wrapped, type Drawing } from './drawing';
import { size } from './size';

const SHARPNESS = 2;
const MOST_WIDE = 2560;
const [MARGIN, LINE, SMALL] = [20, 22, 15];
/** Smaller ones are signs within a line. */
const LEAST = 60;

async function imageOf({ text }: Drawing): Promise<HTMLImageElement> {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
  await image.decode();
  // a browser may decode an image before the fonts in it
  await new Promise((resume) => setTimeout(resume, 60));
  return image;
}

function around(boxes: readonly DOMRect[]): DOMRect {
  const [left, top] = [Math.min(...boxes.map((box) => box.left)), Math.min(...boxes.map((box) => box.top))];
  return new DOMRect(left, top, Math.max(...boxes.map((box) => box.right)) - left, Math.max(...boxes.map((box) => box.bottom)) - top);
}

/** Words that stand over a canvas, and the plates that they stand on. */
function paintWords(context: CanvasRenderingContext2D, room: Element): void {
  const { zoom } = size.value;
  for (const element of room.querySelectorAll('*')) {
    const style = getComputedStyle(element);
    if (element.closest('canvas, svg, input, button, .source') || style.visibility === 'hidden' || style.opacity === '0') continue;
    const box = element.getBoundingClientRect();
    if (style.backgroundColor !== 'rgba(0, 0, 0, 0)' && element.textContent) {
      context.fillStyle = style.backgroundColor;
      context.fillRect(box.left, box.top, box.width, box.height);
    }
    for (const node of element.childNodes) {
      if (node.nodeType !== Node.TEXT_NODE || !node.textContent?.trim()) continue;
      const range = document.createRange();
      range.selectNodeContents(node);
      const { left, top, height } = range.getBoundingClientRect();
      context.font = `${style.fontWeight} ${parseFloat(style.fontSize) * zoom}px ${style.fontFamily}`;
      context.fillStyle = style.color;
      context.textBaseline = 'middle';
      context.fillText(node.textContent.trim(), left, top + height / 2);
    }
  }
}

/** A section's pictures on paper, as they stand there. */
export async function photographOf(section: Element, caption: string): Promise<Blob> {
  const paper = colour('--paper', section);
  const plots = [...section.querySelectorAll('svg')].filter((one) => one.getBoundingClientRect().height >= LEAST);
  const canvases = [...section.querySelectorAll<HTMLCanvasElement>('canvas.picture')];
  if (canvases.length === 0 && plots.length === 1) {
    const drawing = drawingOf(plots[0]!, caption);
    return pixels(paper, drawing.box.width, drawing.box.height, async (context) => void context.drawImage(await imageOf(drawing), 0, 0));
  }
  const area = around([...plots, ...canvases].map((one) => one.getBoundingClientRect()));
  const font = `${SMALL}px ${labelFamily(section)}`;
  const lines = wrapped(caption, area.width - 2 * MARGIN, lineWidth(font));
  return pixels(paper, area.width, area.height + LINE * lines.length + MARGIN, async (context) => {
    context.translate(-area.left, -area.top);
    for (const plot of plots) {
      const drawing = drawingOf(plot);
      const [{ left, top, width }, { x, y, ...box }] = [plot.getBoundingClientRect(), drawing.box];
      const scale = width / Number(plot.getAttribute('width'));
      context.drawImage(await imageOf(drawing), left + scale * x, top + scale * y, scale * box.width, scale * box.height);
    }
    // after the plots, whose ground is larger than they are
    for (const canvas of canvases) {
      const { left, top, width, height } = canvas.getBoundingClientRect();
      context.drawImage(canvas, left, top, width, height);
    }
    for (const canvas of canvases) if (canvas.parentElement) paintWords(context, canvas.parentElement);
    context.font = font;
    context.fillStyle = colour('--mute', section);
    context.textBaseline = 'middle';
    lines.forEach((line, row) => context.fillText(line, area.left + MARGIN, area.bottom + MARGIN / 2 + LINE * (row + 0.5)));
  });
}

async function pixels(ground: string, width: number, height: number, paint: (context: CanvasRenderingContext2D) => Promise<void>): Promise<Blob> {
  const scale = Math.max(1, Math.min(SHARPNESS, MOST_WIDE / width));
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [Math.round(width * scale), Math.round(height * scale)];
  const context = canvas.getContext('2d')!;
  context.scale(scale, scale);
  context.fillStyle = ground;
  context.fillRect(0, 0, width, height);
  await paint(context);
  return new Promise((resolve, reject) => canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('no picture'))), 'image/png'));
}
