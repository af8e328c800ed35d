import Koa from 'koa';
import { toNodeHandler } from 'weixin-payscore/server';
import { handler } from './merchant.mjs';

const answer = toNodeHandler(handler);
const app = new Koa();
// Before koa-bodyparser: the signature covers the raw body.
app.use((context, next) => {
  if (!context.path.startsWith('/payscore/')) return next();
  context.respond = false;
  answer(context.req, context.res);
});
app.listen(process.env.PORT);
