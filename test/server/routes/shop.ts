import {
  createConfigSigner,
  createPayScoreClient,
  createPayScoreRoutes,
  memoryAuthorizations,
  type PayScoreClient,
  type PayScoreRoutesOptions,
} from '../../../src/server';
import { createWeixinServices, type WeixinServices, type WeixinServicesOptions } from '../../../src/testing/server';

export const OPENID = 'oUpF8uMuAJO_M2pxb1Q9zNjWeS6o';
const BY_CODE = /^\/v3\/payscore\/(?:\w+\/)?permissions\/authorization-code\/([^/]+)$/;

type Permissions = Pick<PayScoreClient['merchant'], 'apply' | 'query'>;

/** How one test's shop differs from the usual one, a plain merchant's. */
export interface ShopChoices extends Partial<PayScoreRoutesOptions<Permissions>> {
  /** What goes wrong with a call to WeChat Pay. */
  fault?: NonNullable<WeixinServicesOptions['fault']>;
  /** Shares WeChat's servers with another shop. */
  services?: WeixinServices;
  /** Ms, for a call to WeChat Pay. */
  timeout?: number;
}

/** A shop whose routes talk to the simulated WeChat, and in which the header `x-user` says who is signed in. */
export function openShop({ fault, services: shared, timeout = 10_000, ...choices }: ShopChoices = {}) {
  const calls: string[] = [];
  const services = shared ?? createWeixinServices({ ...(fault && { fault }) });
  const { appId, appSecret, mchid, serial, privateKey, platformKeys } = services.credentials;
  const client = createPayScoreClient({
    mchid,
    serial,
    privateKey,
    platformKeys,
    timeout,
    fetch: (url, init) => {
      const { pathname } = new URL(url);
      calls.push(BY_CODE.test(pathname) ? 'query' : pathname.endsWith('/permissions') ? 'apply' : pathname);
      return services.fetch(new Request(url, init));
    },
  });
  const signer = createConfigSigner({
    appId,
    appSecret,
    allowedOrigins: ['https://shop.example', 'https://www.shop.example'],
    fetch: (url, init) => services.fetch(new Request(url, init)),
  });
  const authorizations = choices.authorizations ?? memoryAuthorizations();
  const errors: unknown[] = [];
  const routes = createPayScoreRoutes({
    signer,
    permissions: client.merchant,
    application: { service_id: '500001', appid: appId },
    userOf: (request) => request.headers.get('x-user'),
    onError: (error) => void errors.push(error),
    ...choices,
    authorizations,
  });

  async function ask(method: string, path: string, headers: Record<string, string> = {}) {
    const response = await routes.handler(new Request(`https://shop.example${path}`, { method, headers }));
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: text ? JSON.parse(text) : undefined };
  }

  return {
    services,
    client,
    signer,
    routes,
    authorizations,
    /** `apply` and `query` as they reached WeChat Pay, in order. */
    calls,
    /** What `onError` was called with. */
    errors,
    ask,
    token: (user: string) => ask('POST', '/payscore/token', { 'x-user': user }),
    state: (user: string) => ask('GET', '/payscore/state', { 'x-user': user }),
    /** The user agrees in the view of this token. */
    agree: (token: string) => services.openService(token, { openid: OPENID }),
  };
}
