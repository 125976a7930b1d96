// One script and one style: node build.mjs OUT. The worker's script is built first and stands in the page's as a text.
import { build } from 'esbuild';
import { writeFile } from 'node:fs/promises';
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
await writeFile(join(out, 'page.js'), script);
await writeFile(join(out, 'page.css'), style);
