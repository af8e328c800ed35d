import { printSizes } from './sizes.js';
import { printTapTimes } from './tap-times.js';

for (const bench of [printSizes, printTapTimes]) await bench();
// Prints as it is loaded, and also runs alone: node bench/server.js
await import('./server.js');
