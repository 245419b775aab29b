import { kept } from '../kept';

/** Short sounds, made of a few sine waves, so that nothing has to be loaded. */
export type Sound = 'joined' | 'left' | 'waiting' | 'message' | 'hand' | 'test';

const tunes: Record<Sound, readonly (readonly [frequency: number, start: number, length: number])[]> = {
  joined: [[523, 0, 0.12], [784, 0.1, 0.2]],
  left: [[587, 0, 0.12], [392, 0.1, 0.2]],
  waiting: [[659, 0, 0.16], [880, 0.16, 0.16], [659, 0.36, 0.16], [880, 0.52, 0.3]],
  message: [[880, 0, 0.12]],
  hand: [[698, 0, 0.1], [880, 0.08, 0.14]],
  test: [[523, 0, 0.25], [659, 0.22, 0.25], [784, 0.44, 0.5]],
};

let context: (AudioContext & { setSinkId?(id: string): Promise<void> }) | undefined;

export function chime(sound: Sound, speaker: string | null = null): void {
  if (sound !== 'test' && !kept.getState().sounds) return;
  if (typeof AudioContext === 'undefined') return;
  context ??= new AudioContext();
  const here = context;
  void (async () => {
    await here.setSinkId?.(speaker ?? '').catch(() => undefined);
    if (here.state === 'suspended') await here.resume();
    for (const [frequency, start, length] of tunes[sound]) {
      const tone = here.createOscillator();
      const volume = here.createGain();
      const at = here.currentTime + 0.02 + start;
      tone.frequency.value = frequency;
      volume.gain.setValueAtTime(0, at);
      volume.gain.linearRampToValueAtTime(0.12, at + 0.02);
      volume.gain.exponentialRampToValueAtTime(0.0001, at + length);
      tone.connect(volume).connect(here.destination);
      tone.start(at);
      tone.stop(at + length + 0.05);
    }
  })();
}
