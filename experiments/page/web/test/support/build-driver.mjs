// The driver of the module as one file for Node: node test/support/build-driver.mjs OUT.
import { build } from 'esbuild';

await build({ entryPoints: ['test/support/driver.ts'], bundle: true, platform: 'node', format: 'esm', outfile: process.argv[2], logLevel: 'warning' });
