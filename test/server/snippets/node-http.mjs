import { createServer } from 'node:http';
import { toNodeHandler } from 'weixin-payscore/server';
import { handler } from './merchant.mjs';

createServer(toNodeHandler(handler)).listen(process.env.PORT);
