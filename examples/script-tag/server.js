import { createReadStream } from 'node:fs';
import { createServer } from 'node:http';
import { fileURLToPath } from 'node:url';
import { toNodeHandler } from 'weixin-payscore/server';
import { handler } from './merchant.js';

const FILES = {
  '/': [new URL('public/index.html', import.meta.url), 'text/html'],
  '/page.js': [new URL('public/page.js', import.meta.url), 'text/javascript'],
  '/weixin-payscore.umd.min.js': [
    import.meta.resolve('weixin-payscore/dist/weixin-payscore.umd.min.js'),
    'text/javascript',
  ],
};

const answer = toNodeHandler(handler);

createServer((req, res) => {
  const [path] = req.url.split('?');
  if (path.startsWith('/payscore/')) return answer(req, res);
  if (!Object.hasOwn(FILES, path)) return res.writeHead(404).end();
  const [file, type] = FILES[path];
  res.writeHead(200, { 'content-type': `${type}; charset=utf-8` });
  createReadStream(fileURLToPath(file)).pipe(res);
}).listen(process.env.PORT, '127.0.0.1');
