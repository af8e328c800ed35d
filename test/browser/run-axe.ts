import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults, RunOptions } from 'axe-core';
import type { Frame, Page } from 'playwright-core';

const AXE = readFileSync(createRequire(__filename).resolve('axe-core/axe.min.js'), 'utf8');

/** What axe finds in one document. Of a dark one only the contrast is looked at: nothing else differs from the light one. */
export async function runAxe(document: Frame | Page, colorScheme: 'light' | 'dark'): Promise<AxeResults['violations']> {
  if (!(await document.evaluate(() => 'axe' in window))) await document.evaluate(AXE);
  const options: RunOptions = {
    iframes: false,
    // Of the rest it would look for a selector too.
    resultTypes: ['violations'],
    ...(colorScheme === 'dark' && { runOnly: ['color-contrast'] }),
  };
  const { violations } = await document.evaluate(
    (options) => (window as unknown as { axe: { run(options: RunOptions): Promise<AxeResults> } }).axe.run(options),
    options,
  );
  return violations;
}
