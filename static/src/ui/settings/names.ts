import type { Device, DeviceKind, MediaState } from '../../call';
import type { Texts } from '../../text';

export function devicesOf(media: MediaState, kind: DeviceKind): readonly Device[] {
  return kind === 'camera' ? media.cameras : kind === 'microphone' ? media.microphones : media.speakers;
}

/** Browsers tell names of devices only after permission. */
export function deviceName(t: Texts, kind: DeviceKind, device: Device, place: number): string {
  return device.label || t.media.unnamed(t.media.kinds[kind], place + 1);
}

/** Whether this browser lets a page choose where sound comes out. */
export const canChooseSpeaker = (): boolean => typeof HTMLMediaElement !== 'undefined' && 'setSinkId' in HTMLMediaElement.prototype;
