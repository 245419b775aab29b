import type { MediaFailure } from './types';

/** The part of `navigator.mediaDevices` that is needed. */
export type Capture = Pick<MediaDevices, 'getUserMedia' | 'getDisplayMedia' | 'enumerateDevices' | 'addEventListener' | 'removeEventListener'>;

/** Ids of devices; null: any; absent: not that kind. A device that is gone is no reason to have none: then any other. */
export async function captureUser(devices: Capture | null, wanted: { camera?: string | null; microphone?: string | null }): Promise<MediaStream> {
  // Browsers hide devices from pages that did not come over https.
  if (!devices) throw new DOMException('', 'SecurityError');
  const constraints = (exact: boolean): MediaStreamConstraints => ({
    video: wanted.camera === undefined ? false : { ...device(wanted.camera, exact), width: { ideal: 1280 }, height: { ideal: 720 }, frameRate: { ideal: 30, max: 30 } },
    audio: wanted.microphone === undefined ? false : { ...device(wanted.microphone, exact), echoCancellation: true, noiseSuppression: true, autoGainControl: true },
  });
  try {
    return await devices.getUserMedia(constraints(true));
  } catch (thrown) {
    if (!(thrown instanceof DOMException) || (thrown.name !== 'OverconstrainedError' && thrown.name !== 'NotFoundError')) throw thrown;
    if (!wanted.camera && !wanted.microphone) throw thrown;
    return devices.getUserMedia(constraints(false));
  }
}

export async function captureDisplay(devices: Capture | null): Promise<MediaStream> {
  if (!devices) throw new DOMException('', 'SecurityError');
  return devices.getDisplayMedia({ video: { frameRate: { ideal: 15, max: 30 } }, audio: true });
}

function device(id: string | null | undefined, exact: boolean): MediaTrackConstraints {
  return id && exact ? { deviceId: { exact: id } } : {};
}

export function failureOf(thrown: unknown): MediaFailure {
  if (!(thrown instanceof Error)) return 'unknown';
  switch (thrown.name) {
    case 'NotFoundError':
    case 'OverconstrainedError':
    case 'DevicesNotFoundError':
      return 'none';
    case 'NotAllowedError':
    case 'PermissionDeniedError':
      return 'refused';
    case 'NotReadableError':
    case 'TrackStartError':
    case 'AbortError':
      return 'in-use';
    case 'SecurityError':
    case 'TypeError':
      return globalThis.isSecureContext === false || thrown.name === 'SecurityError' ? 'insecure' : 'unknown';
    default:
      return 'unknown';
  }
}
