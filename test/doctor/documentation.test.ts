import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './support/run';

const ROOT = join(__dirname, '../..');
const SOURCE = join(ROOT, 'src/doctor/url');
const source = readdirSync(SOURCE)
  .map((file) => readFileSync(join(SOURCE, file), 'utf8'))
  .join('\n');

describe.each(['docs/doctor.md', 'docs/zh/doctor.md'])('%s', (path) => {
  const text = readFileSync(join(ROOT, path), 'utf8');

  test('names every option and every variable of the help', async () => {
    const { out } = await run(['--help', '--lang', 'en']);
    const names = out.match(/--[a-z]+(-[a-z]+)*|\bWE[A-Z0-9]+_[A-Z0-9_]+\b|\bPUBLIC_ORIGIN\b/g)!;
    expect(names.length).toBeGreaterThan(20);
    for (const name of new Set(names)) if (name !== '--version') expect(text).toContain(name);
  });

  test('names every mistake that `doctor url` can find, and no other', () => {
    const found = [...source.matchAll(/\bid: '([a-z-]+)'|\bmaking\(\s*'([a-z-]+)'/g)].map(
      ([, id, made]) => id ?? made!,
    );
    const ids = new Set([...found, 'hash', 'entry']);
    expect(ids.size).toBeGreaterThan(20);
    const section = text.slice(text.indexOf('`hash`'), text.indexOf('`variants`'));
    const documented = [...section.matchAll(/`([a-z]+(?:-[a-z]+)*)`/g)].map(([, id]) => id!);
    expect([...new Set(documented)].sort()).toEqual([...ids].sort());
  });
});
