import express from 'express';
import { toNodeHandler } from 'weixin-payscore/server';
import { handler } from './merchant.mjs';

const app = express();
app.use('/payscore', toNodeHandler(handler)); // Before express.json(): the signature covers the raw body.
app.use(express.json());
app.listen(process.env.PORT);
