import { createDemoServer } from './create-demo-server.js';
import { listenOnFreePort } from './listen-on-free-port.js';

const wanted = Number(process.env.PORT || 8080);
const server = await createDemoServer();
const port = await listenOnFreePort(server, wanted);

if (wanted && port !== wanted) console.log(`Port ${wanted} is taken, so this is ${port}.`);
console.log(`http://127.0.0.1:${port}/`);
