import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import { handler } from './merchant.mjs';

const app = new Hono();
app.all('/payscore/*', (context) => handler(context.req.raw));
serve({ fetch: app.fetch, port: Number(process.env.PORT) });
