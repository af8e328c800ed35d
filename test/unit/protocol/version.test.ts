import { compareVersions } from '../../../src/protocol/version';

test.each([
  ['7.0.4', '7.0.5', -1],
  ['7.0.5', '7.0.5', 0],
  ['7.0.10', '7.0.5', 1],
  ['10.0.1', '7.0.5', 1],
  ['6.5.7', '7.0.5', -1],
  ['7.0', '7.0.5', -1],
  ['7', '7.0.0', 0],
  ['7.0.0.0', '7', 0],
  ['7.0.5.1440', '7.0.5', 1],
  ['8.0.63.2920', '8.0.63.2921', -1],
  ['08.00.60', '8.0.60', 0],
  ['0', '0.0.1', -1],
] as const)('%s against %s is %d, and the other way round', (a, b, expected) => {
  expect(compareVersions(a, b)).toBe(expected);
  expect(compareVersions(b, a) + expected).toBe(0);
});

test.each<unknown>([
  '',
  '7.',
  '.7',
  '7..0',
  '7.0.5a',
  'v7.0.5',
  ' 7.0.5',
  '7.0.5\n',
  '-7',
  '7,0',
  7,
  null,
  undefined,
  ['7'],
])('%j is no version', (version) => {
  expect(() => compareVersions(version as string, '7.0.5')).toThrow(
    expect.objectContaining({ code: 'INVALID_ARGUMENT', argument: 'a' }),
  );
  expect(() => compareVersions('7.0.5', version as string)).toThrow(
    expect.objectContaining({ code: 'INVALID_ARGUMENT', argument: 'b' }),
  );
});
