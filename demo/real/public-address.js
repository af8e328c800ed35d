import { BlockList, isIP } from 'node:net';

/** Addresses of this machine and of private networks. */
const PRIVATE = new BlockList();
for (const [network, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
]) {
  PRIVATE.addSubnet(network, prefix);
}
for (const [network, prefix] of [
  ['::', 127],
  ['fc00::', 7],
  ['fe80::', 10],
]) {
  PRIVATE.addSubnet(network, prefix, 'ipv6');
}
const PRIVATE_NAME = /^[^.]+$|\.(local|localhost|internal|lan)$/;

/**
 * Whether WeChat Pay takes an address for notifications: https, and not of a private network. The simulated services are on
 * this machine, so they take plain http on loopback too.
 *
 * @param {string | undefined} origin
 * @param {boolean} simulated whether WECHATPAY_BASE_URL replaces WeChat Pay
 * @returns {'ok' | 'not-https' | 'private'}
 */
export function judgeNotifyOrigin(origin, simulated) {
  if (!URL.canParse(origin ?? '')) return 'not-https';
  const { protocol, hostname } = new URL(origin);
  const isLoopback = ['127.0.0.1', '[::1]', 'localhost'].includes(hostname);
  if (protocol !== 'https:' && !(simulated && isLoopback)) return 'not-https';
  return simulated || !isPrivate(hostname.replace(/^\[|\]$/g, '')) ? 'ok' : 'private';
}

function isPrivate(host) {
  const version = isIP(host);
  return version === 0 ? PRIVATE_NAME.test(host) : PRIVATE.check(host, version === 4 ? 'ipv4' : 'ipv6');
}
