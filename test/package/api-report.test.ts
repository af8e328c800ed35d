import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ENTRIES, reportApi } from '../../etc/api-report.js';
import { ROOT } from './consumer';

const checkedIn = (name: string): string => readFileSync(join(ROOT, `etc/api/${name}.api.md`), 'utf8');

test('etc/api says what each entry exports; after a change that is meant, npm run api writes it anew', () => {
  const reports = reportApi();
  expect(Object.keys(reports)).toEqual(ENTRIES);
  for (const name of ENTRIES) expect(reports[name]).toBe(checkedIn(name));
});

test.each([
  ['a function more', (text: string) => text + 'export declare function added(): void;\n', 'added(): void'],
  ['an argument that became required', (text: string) => text.replace('language?:', 'language:'), 'language: Language'],
])('%s shows in the report', (_name, change, expected) => {
  const typings = readFileSync(join(ROOT, 'dist/explain.d.ts'), 'utf8');
  const folder = mkdtempSync(join(tmpdir(), 'weixin-payscore-changed-'));
  try {
    writeFileSync(join(folder, 'explain.d.ts'), change(typings));
    expect(reportApi(folder, ['explain'])['explain']).toContain(expected);
    expect(checkedIn('explain')).not.toContain(expected);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
