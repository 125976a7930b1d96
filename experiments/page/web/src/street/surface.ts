// Pictures that are painted once and used in every frame.
export type Context = CanvasRenderingContext2D;

export interface Surface {
  readonly canvas: HTMLCanvasElement;
  readonly context: Context;
}

/** A canvas of its own of so many pixels, scaled so that one unit is one pixel of the page. */
export function surface(width: number, height: number, density: number): Surface {
  const canvas = document.createElement('canvas');
  canvas.width = Math.max(1, Math.round(width * density));
  canvas.height = Math.max(1, Math.round(height * density));
  const context = canvas.getContext('2d')!;
  context.setTransform(density, 0, 0, density, 0, 0);
  return { canvas, context };
}
