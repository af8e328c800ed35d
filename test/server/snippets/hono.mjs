import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import { notify, wxConfig } from './merchant.mjs';

const app = new Hono();
app.get('/wx-config', (context) => wxConfig(context.req.raw));
app.post('/notify', (context) => notify(context.req.raw));
serve({ fetch: app.fetch, port: Number(process.env.PORT) });
