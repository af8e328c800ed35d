import express from 'express';
import { toNodeHandler } from 'weixin-payscore/server';
import { handler } from './merchant.mjs';

const app = express();
app.use('/payscore', toNodeHandler(handler)); // before express.json(): a signature is over the body's bytes
app.use(express.json());
app.listen(process.env.PORT);
