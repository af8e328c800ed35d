import { createCipheriv, createPrivateKey, type KeyObject, sign } from 'node:crypto';
import { API_V3_KEY, PUBLIC_KEY_ID } from './identity';

/** What a test can choose about a notification; everything else is as documented. */
export interface NotificationChoices {
  signWith: KeyObject | string;
  serial?: string;
  id?: string;
  eventType?: string;
  /** Seconds since 1970. */
  timestamp?: number | string;
  nonce?: string;
  payload?: unknown;
  envelope?: Record<string, unknown>;
  resource?: Record<string, unknown>;
  /** Changes the JSON text before it is signed. */
  text?: (json: string) => string;
  apiV3Key?: string;
}

/** A notification as it goes over the wire. */
export interface WireNotification {
  headers: Record<string, string>;
  body: string;
}

/** The documents' sample, decrypted. */
export const samplePayload = {
  appid: 'wxd678efh567hg6787',
  mchid: '1230000109',
  sub_appid: 'wxd678efh567hg6787',
  sub_mchid: '1230000110',
  channel_id: '1230000111',
  service_id: '500001',
  sub_openid: 'oUpF8uMuAJO_M2pxb1Q9zNjWeS6o',
  user_service_status: 'USER_OPEN_SERVICE',
  openorclose_time: '20180225112233',
  authorization_code: '4534323JKHDFE1243252',
};

/** Encrypts as WeChat Pay does: AEAD_AES_256_GCM, the tag at the end, Base64. */
export function seal(
  payload: unknown,
  key = API_V3_KEY,
  nonce = 'abcdefghijkl',
  associatedData = 'payscore',
): Record<string, string> {
  const cipher = createCipheriv('aes-256-gcm', Buffer.from(key), Buffer.from(nonce)).setAAD(
    Buffer.from(associatedData),
  );
  const text = typeof payload === 'string' ? payload : JSON.stringify(payload);
  const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]);
  return {
    algorithm: 'AEAD_AES_256_GCM',
    ciphertext: sealed.toString('base64'),
    nonce,
    associated_data: associatedData,
    original_type: 'payscore',
  };
}

export function signatureOf(timestamp: string, nonce: string, body: string | Buffer, key: KeyObject | string): string {
  const object = typeof key === 'string' ? createPrivateKey(key) : key;
  const signed = Buffer.concat([Buffer.from(`${timestamp}\n${nonce}\n`), Buffer.from(body), Buffer.from('\n')]);
  return sign('RSA-SHA256', signed, object).toString('base64');
}

export function makeNotification(choices: NotificationChoices): WireNotification {
  const timestamp = String(choices.timestamp ?? Math.floor(Date.now() / 1000));
  const nonce = choices.nonce ?? 'fdasflkja484w';
  const envelope = {
    id: choices.id ?? 'EV-2018022511223320873',
    create_time: '2015-05-20T13:29:35+08:00',
    resource_type: 'encrypt-resource',
    event_type: choices.eventType ?? 'PAYSCORE.USER_OPEN_SERVICE',
    resource: { ...seal(choices.payload ?? samplePayload, choices.apiV3Key), ...choices.resource },
    summary: '授权成功',
    ...choices.envelope,
  };
  const json = JSON.stringify(envelope);
  const body = choices.text ? choices.text(json) : json;
  return {
    headers: {
      'Content-Type': 'application/json',
      'Wechatpay-Timestamp': timestamp,
      'Wechatpay-Nonce': nonce,
      'Wechatpay-Serial': choices.serial ?? PUBLIC_KEY_ID,
      'Wechatpay-Signature': signatureOf(timestamp, nonce, body, choices.signWith),
    },
    body,
  };
}

export function toRequest({ headers, body }: WireNotification): Request {
  return new Request('http://merchant.test/notify', { method: 'POST', headers, body });
}
