import type { TransferParams } from './transfer-params';

interface Recording {
  /** Names the recording on the phone; from `stopRecord`, `onVoiceRecordEnd` or `downloadVoice`. */
  localId: string;
}

interface NoParams {
  params: Record<string, never>;
}

/**
 * Recording, playing and recognising voice. The `on…` names are events: pass them to `weixin.on`.
 *
 * @see https://developers.weixin.qq.com/doc/service/guide/h5/jssdk
 */
export interface VoiceApis {
  /** Starts to record; the first time the client asks the user for the microphone. Manual 1.0.0. */
  startRecord: NoParams & { result: object };
  /** Stops to record. Manual 1.0.0. */
  stopRecord: NoParams & { result: Recording };
  /** Event: a recording ended by itself, after a minute. Manual 1.0.0. */
  onVoiceRecordEnd: NoParams & { result: Recording };
  /** Plays a recording; resolves when it starts. Manual 1.0.0. */
  playVoice: { params: Recording; result: object };
  /** Pauses a recording that plays. Manual 1.0.0. */
  pauseVoice: { params: Recording; result: object };
  /** Stops a recording that plays. Manual 1.0.0. */
  stopVoice: { params: Recording; result: object };
  /** Event: a recording played to its end. Manual 1.0.0. */
  onVoicePlayEnd: NoParams & { result: Recording };
  /** Sends a recording to WeChat's server, which keeps it for three days. Manual 1.0.0. */
  uploadVoice: {
    params: TransferParams & Recording;
    result: {
      /** What your server downloads the recording with, as `media_id`. */
      serverId: string;
    };
  };
  /** Brings a recording from WeChat's server to the phone. Manual 1.0.0. */
  downloadVoice: {
    params: TransferParams & {
      /** From `uploadVoice`. */
      serverId: string;
    };
    result: Recording;
  };
  /** Turns a recording into text. Manual 1.0.0. */
  translateVoice: {
    params: TransferParams & Recording;
    result: {
      /** What was said. */
      translateResult: string;
    };
  };
}
