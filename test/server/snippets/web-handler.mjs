import { Readable } from 'node:stream';

/** Lets a handler of Web requests answer one of Node's. Nothing may have read the body before. */
export async function answer(handler, incoming, outgoing) {
  const { method, url, headers } = incoming;
  const body = method === 'GET' || method === 'HEAD' ? undefined : Readable.toWeb(incoming);
  const response = await handler(
    new Request(new URL(url, 'http://localhost'), { method, headers, body, duplex: 'half' }),
  );
  if (!incoming.complete) outgoing.setHeader('connection', 'close'); // a body that was refused unread is still on its way
  outgoing.writeHead(response.status, Object.fromEntries(response.headers)).end(await response.text());
}
