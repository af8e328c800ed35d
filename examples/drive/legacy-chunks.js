import { parse } from 'acorn';
import { ok } from 'node:assert';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Parses what @vitejs/plugin-legacy built as Chrome 53 and iOS 10 do, which cannot be started here: as ES2016. */
export function checkLegacyChunks(folder) {
  const chunks = readdirSync(folder).filter((name) => /-legacy-.*\.js$/.test(name));
  ok(chunks.length >= 3); // The page, the polyfills and jweixin.
  for (const name of chunks)
    parse(readFileSync(join(folder, name), 'utf8'), { ecmaVersion: 2016, sourceType: 'script' });
}
