import { createServer } from 'node:http';
import { notify, wxConfig } from './merchant.mjs';
import { answer } from './web-handler.mjs';

const handlers = { '/wx-config': wxConfig, '/notify': notify };

createServer((incoming, outgoing) => {
  const handler = handlers[incoming.url.split('?')[0]];
  if (handler) answer(handler, incoming, outgoing).catch(() => outgoing.destroy());
  else outgoing.writeHead(404).end();
}).listen(process.env.PORT);
