import express from 'express';
import { fileURLToPath } from 'node:url';
import { toNodeHandler } from 'weixin-payscore/server';
import { handler } from './merchant.js';

const script = fileURLToPath(import.meta.resolve('weixin-payscore/dist/weixin-payscore.umd.min.js'));

const app = express();
app.use('/payscore', toNodeHandler(handler)); // before any body parser: signatures cover the bytes as they came
app.get('/weixin-payscore.umd.min.js', (req, res) => res.sendFile(script));
app.use(express.static('public'));
app.listen(process.env.PORT, '127.0.0.1');
