import { spawnSync } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
/** What the build writes last. */
const BUILT = 'dist/miniprogram/package.json';

const newest = Math.max(
  ...['src', 'rollup.config.js', 'package.json'].flatMap((path) => [path, ...filesIn(path)]).map(changedAt),
);
if (changedAt(BUILT) < newest) {
  console.log('weixin-payscore: building the package, which takes about 15 seconds. 正在构建，约 15 秒…');
  const { status } = spawnSync('npm', ['run', '--silent', 'build'], { cwd: ROOT, stdio: 'inherit', shell: true });
  if (status) process.exit(status);
}
console.log('weixin-payscore: starting the demo. 正在启动演示…');
await import('./server.js');

function filesIn(path) {
  const folder = new URL(`../${path}`, import.meta.url);
  if (!statSync(folder).isDirectory()) return [];
  return readdirSync(folder, { recursive: true }).map((name) => `${path}/${name}`);
}

function changedAt(path) {
  return statSync(new URL(`../${path}`, import.meta.url), { throwIfNoEntry: false })?.mtimeMs ?? 0;
}
