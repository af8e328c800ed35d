import { printReadyTimes } from './ready-times.js';
import { printSizes } from './sizes.js';
import { printTapTimes } from './tap-times.js';

for (const bench of [printSizes, printReadyTimes, printTapTimes]) await bench();
// Prints as it is loaded, and also runs alone: node bench/server.js
await import('./server.js');
