import { serverWords } from '../../../src/protocol/server-words';

test.each<[unknown, string]>([
  [{ code: 'NOT_SIGNED_IN', message: 'Sign in first.' }, ' (NOT_SIGNED_IN Sign in first.)'],
  [{ code: 'NOT_SIGNED_IN' }, ' (NOT_SIGNED_IN )'],
  [{ code: 403, message: null }, ' (403 )'],
  [{ message: 'Sign in first.' }, ''],
  [{ code: {} }, ''],
  ['forbidden', ''],
  [undefined, ''],
])('of %j an error repeats %j', (said, words) => {
  expect(serverWords(said)).toBe(words);
});

test.each(['DCApqiTgTDwLm7Z4', 'kgt8ON7yVITDhtdwci0qefd', 'a1b2c3d4e5/f6+g7=='])('leaves out %s', (secret) => {
  expect(serverWords({ code: 'FAIL', message: `no ${secret} here` })).toBe(' (FAIL no … here)');
});
