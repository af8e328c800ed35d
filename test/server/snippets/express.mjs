import express from 'express';
import { notify, wxConfig } from './merchant.mjs';
import { answer } from './web-handler.mjs';

const app = express();
// Before express.json(): the signature is over the body's bytes, and a parser leaves none.
app.get('/wx-config', (incoming, outgoing) => answer(wxConfig, incoming, outgoing));
app.post('/notify', (incoming, outgoing) => answer(notify, incoming, outgoing));
app.listen(process.env.PORT);
