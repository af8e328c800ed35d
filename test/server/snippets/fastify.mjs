import Fastify from 'fastify';
import { toNodeHandler } from 'weixin-payscore/server';
import { handler } from './merchant.mjs';

const answer = toNodeHandler(handler);
const app = Fastify();
app.register(async (payscore) => {
  payscore.removeAllContentTypeParsers();
  payscore.addContentTypeParser('*', (request, body, done) => done(null)); // Leaves the body unread.
  payscore.all('/payscore/*', (request, reply) => {
    reply.hijack();
    answer(request.raw, reply.raw);
  });
});
app.listen({ port: Number(process.env.PORT) });
