import { judgeNotifyOrigin } from '../../demo/real/public-address.js';

test.each([
  ['https://shop.example', 'ok', 'ok'],
  ['https://shop.example:8443', 'ok', 'ok'],
  ['https://10.shop.example', 'ok', 'ok'],
  ['https://172.32.0.1', 'ok', 'ok'],
  ['https://[2400:da00::6666]', 'ok', 'ok'],
  ['http://shop.example', 'not-https', 'not-https'],
  ['http://127.0.0.1:8090', 'not-https', 'ok'],
  ['http://192.168.1.20:8090', 'not-https', 'not-https'],
  ['https://127.0.0.1:8090', 'private', 'ok'],
  ['https://localhost', 'private', 'ok'],
  ['https://shop', 'private', 'ok'],
  ['https://shop.local', 'private', 'ok'],
  ['https://10.1.2.3', 'private', 'ok'],
  ['https://172.16.0.1', 'private', 'ok'],
  ['https://192.168.1.20', 'private', 'ok'],
  ['https://[::1]', 'private', 'ok'],
  ['https://[fd00::1]', 'private', 'ok'],
  ['shop.example', 'not-https', 'not-https'],
  [undefined, 'not-https', 'not-https'],
])('of %s WeChat Pay says %s, and the simulated services %s', (origin, real, simulated) => {
  expect([judgeNotifyOrigin(origin, false), judgeNotifyOrigin(origin, true)]).toEqual([real, simulated]);
});
