import { Hono } from 'hono';
import script from 'weixin-payscore/dist/weixin-payscore.umd.min.js';
import { createRoutes } from './merchant.js';
import page from './page.html';

const app = new Hono();
let routes;

// Made at the first request: a worker's settings come with it.
app.all('/payscore/*', (c) => (routes ??= createRoutes(c.env)).handler(c.req.raw));
app.get('/', (c) => c.html(page));
app.get('/weixin-payscore.umd.min.js', (c) =>
  c.body(script, 200, { 'content-type': 'text/javascript; charset=utf-8' }),
);

export default app;
