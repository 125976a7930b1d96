// One script and one style, and the notebook's module: node build.mjs OUT. The worker's script is built first and stands in
// both as a text. In a notebook the styles are those of a part of a document, and what is wide or narrow is a cell.
import { build } from 'esbuild';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const common = {
  bundle: true, minify: true, write: false, format: 'iife', target: 'es2022', legalComments: 'none',
  charset: 'utf8', jsx: 'automatic', jsxImportSource: 'preact', logLevel: 'warning', sourcemap: false,
};
const out = process.argv[2];
const one = async (options) => (await build({ ...common, ...options })).outputFiles[0].text;

const worker = await one({ entryPoints: ['src/model/worker.ts'] });
const script = await one({ entryPoints: ['src/main.tsx'], define: { WORKER_SCRIPT: JSON.stringify(worker) } });
const style = await one({ entryPoints: ['src/style.css'] });
const inCell = (await readFile('src/style.css', 'utf8'))
  .replace(':root {', ':host {')
  .replace(/^html \{/m, '.widget {')
  .replace(/^body \{/m, '.root {')
  .replace(/^( +)body \{/gm, '$1.root {')
  .replaceAll('@media (min-width: 860px) and (max-height: 640px) {', '.low {')
  .replaceAll('@media (min-width: 860px) {', '.wide {')
  .replaceAll('@media (max-width: 859px) {', '.narrow {');
const cellStyle = await one({ stdin: { contents: inCell, loader: 'css' }, target: 'chrome100' });
const widget = await one({
  entryPoints: ['src/widget.tsx'], format: 'esm', define: { WORKER_SCRIPT: JSON.stringify(worker), WIDGET_STYLE: JSON.stringify(cellStyle) },
});
await writeFile(join(out, 'page.js'), script);
await writeFile(join(out, 'widget.js'), widget);
await writeFile(join(out, 'page.css'), style);
