import { createStore, type StoreApi } from 'zustand/vanilla';
import { captureDisplay, captureUser, failureOf, type Capture } from './capture';
import { Meter } from './meter';
import type { Device, DeviceKind, LocalMedia, MediaFailure, MediaNews, MediaPart, MediaState, TrackRole } from './types';

export interface MediaOptions {
  readonly devices?: Capture | null;
  readonly storage?: Pick<Storage, 'getItem' | 'setItem'> | null;
}

const key = 'wava-devices';
const off: MediaPart = { status: 'off', failure: null };
const on: MediaPart = { status: 'on', failure: null };
const starting: MediaPart = { status: 'starting', failure: null };
const failed = (failure: MediaFailure): MediaPart => ({ status: 'failed', failure });

export function createMedia(options: MediaOptions = {}): LocalMedia {
  return new OwnMedia(options);
}

class OwnMedia implements LocalMedia {
  readonly state: StoreApi<MediaState>;
  readonly #devices: Capture | null;
  readonly #storage: MediaOptions['storage'];
  readonly #tracks = new Map<TrackRole, MediaStreamTrack>();
  readonly #trackListeners = new Set<(role: TrackRole, track: MediaStreamTrack | null) => void>();
  readonly #newsListeners = new Set<(news: MediaNews) => void>();
  readonly #meter = new Meter(level => this.state.setState({ level }));
  /** Rises with every wish: an answer to an older one is thrown away. */
  readonly #wishes: Record<'camera' | 'microphone' | 'screen', number> = { camera: 0, microphone: 0, screen: 0 };
  readonly #changed = (): void => void this.refresh();

  constructor(options: MediaOptions) {
    this.#devices = options.devices === undefined ? (globalThis.navigator?.mediaDevices ?? null) : options.devices;
    this.#storage = options.storage;
    this.state = createStore<MediaState>(() => ({
      camera: off, microphone: off, screen: off, cameras: [], microphones: [], speakers: [], chosen: readChosen(options.storage?.getItem(key) ?? null),
      permitted: false, preview: null, screenPreview: null, level: 0, pushToTalk: false,
    }));
    this.#devices?.addEventListener('devicechange', this.#changed);
  }

  async refresh(): Promise<void> {
    if (!this.#devices) return;
    const all = await this.#devices.enumerateDevices();
    // Before permission there are entries without id and name: they say only that there is something.
    const of = (kind: MediaDeviceKind): Device[] => all.filter(one => one.kind === kind && one.deviceId !== '').map(one => ({ id: one.deviceId, label: one.label }));
    this.state.setState({ cameras: of('videoinput'), microphones: of('audioinput'), speakers: of('audiooutput'), permitted: all.some(one => one.label !== '') });
    const { chosen, speakers } = this.state.getState();
    if (chosen.speaker !== null && speakers.length > 0 && !speakers.some(one => one.id === chosen.speaker)) {
      this.#tell({ type: 'unplugged', kind: 'speaker', instead: speakers[0]?.label ?? null });
      this.#remember({ ...chosen, speaker: null });
    }
  }

  async start({ camera, microphone }: { camera: boolean; microphone: boolean }): Promise<void> {
    if (!camera || !microphone) {
      if (camera) await this.setCamera(true);
      if (microphone) await this.setMicrophone(true);
      return;
    }
    const wishes = [++this.#wishes.camera, ++this.#wishes.microphone];
    this.state.setState({ camera: starting, microphone: starting });
    const { chosen } = this.state.getState();
    const got = await captureUser(this.#devices, { camera: chosen.camera, microphone: chosen.microphone }).catch(() => null);
    if (!got || wishes[0] !== this.#wishes.camera || wishes[1] !== this.#wishes.microphone) {
      for (const track of got?.getTracks() ?? []) track.stop();
      // One of them fails both: each for itself then, so that the other one works.
      await Promise.all([
        wishes[0] === this.#wishes.camera ? this.setCamera(true) : null,
        wishes[1] === this.#wishes.microphone ? this.setMicrophone(true) : null,
      ]);
      return;
    }
    for (const track of got.getTracks()) this.#use(track.kind === 'video' ? 'camera' : 'microphone', track);
    this.state.setState({ camera: on, microphone: on });
    await this.refresh();
  }

  setCamera(wanted: boolean): Promise<void> {
    return wanted ? this.#capture('camera') : this.#release('camera');
  }

  async setMicrophone(wanted: boolean): Promise<void> {
    const track = this.#tracks.get('microphone');
    // Muting keeps the microphone: speaking up again must not take a second.
    if (!wanted) {
      this.#wishes.microphone++;
      if (track) track.enabled = false;
      this.state.setState({ microphone: off, level: 0 });
      return;
    }
    if (track?.readyState !== 'live') return this.#capture('microphone');
    this.#wishes.microphone++;
    track.enabled = true;
    this.state.setState({ microphone: on });
  }

  async setScreen(wanted: boolean): Promise<void> {
    const wish = ++this.#wishes.screen;
    if (!wanted) return this.#stopScreen();
    this.state.setState({ screen: starting });
    try {
      const stream = await captureDisplay(this.#devices);
      const [video] = stream.getVideoTracks();
      if (wish !== this.#wishes.screen || !video) return stream.getTracks().forEach(track => track.stop());
      // Text and lines, not movement.
      video.contentHint = 'detail';
      this.#use('screen', video);
      const [audio] = stream.getAudioTracks();
      if (audio) this.#use('screen-audio', audio);
      this.state.setState({ screen: on, screenPreview: new MediaStream([video]) });
    } catch (thrown) {
      if (wish !== this.#wishes.screen) return;
      const failure = failureOf(thrown);
      // To change one's mind in the browser's dialog is no failure.
      this.state.setState({ screen: failure === 'refused' ? off : failed(failure) });
    }
  }

  async choose(kind: DeviceKind, id: string | null): Promise<void> {
    const { chosen } = this.state.getState();
    this.#remember({ ...chosen, [kind]: id });
    if (kind !== 'speaker' && this.state.getState()[kind].status === 'on') await this.#capture(kind);
    // A muted microphone is captured, too: the new one is taken when it is needed.
    else if (kind === 'microphone') this.#drop('microphone');
  }

  setPushToTalk(pushToTalk: boolean): void {
    this.state.setState({ pushToTalk });
    if (pushToTalk) void this.setMicrophone(false);
  }

  track(role: TrackRole): MediaStreamTrack | null {
    return this.#tracks.get(role) ?? null;
  }

  onTrack(listen: (role: TrackRole, track: MediaStreamTrack | null) => void): () => void {
    this.#trackListeners.add(listen);
    return () => this.#trackListeners.delete(listen);
  }

  onNews(listen: (news: MediaNews) => void): () => void {
    this.#newsListeners.add(listen);
    return () => this.#newsListeners.delete(listen);
  }

  close(): void {
    for (const wish of ['camera', 'microphone', 'screen'] as const) this.#wishes[wish]++;
    for (const role of [...this.#tracks.keys()]) this.#drop(role);
    this.#meter.listenTo(null);
    this.state.setState({ camera: off, microphone: off, screen: off, preview: null, screenPreview: null, level: 0 });
  }

  /** From the chosen device, or any other when that one is gone. */
  async #capture(kind: 'camera' | 'microphone'): Promise<void> {
    const wish = ++this.#wishes[kind];
    const had = this.#tracks.has(kind);
    if (!had) this.state.setState({ [kind]: starting });
    try {
      const stream = await captureUser(this.#devices, { [kind]: this.state.getState().chosen[kind] });
      const [track] = stream.getTracks();
      if (wish !== this.#wishes[kind] || !track) return stream.getTracks().forEach(one => one.stop());
      this.#use(kind, track);
      this.state.setState({ [kind]: on });
      if (!this.state.getState().permitted) await this.refresh();
    } catch (thrown) {
      if (wish !== this.#wishes[kind]) return;
      this.#drop(kind);
      this.state.setState({ [kind]: failed(failureOf(thrown)) });
    }
  }

  async #release(kind: 'camera'): Promise<void> {
    this.#wishes[kind]++;
    this.#drop(kind);
    this.state.setState({ [kind]: off });
  }

  #stopScreen(): void {
    this.#drop('screen');
    this.#drop('screen-audio');
    this.state.setState({ screen: off, screenPreview: null });
  }

  #use(role: TrackRole, track: MediaStreamTrack): void {
    const before = this.#tracks.get(role);
    this.#tracks.set(role, track);
    track.addEventListener('ended', () => this.#tracks.get(role) === track && this.#ended(role));
    if (role === 'camera') {
      track.contentHint = 'motion';
      this.state.setState({ preview: new MediaStream([track]) });
    }
    if (role === 'microphone') this.#meter.listenTo(track);
    for (const listen of [...this.#trackListeners]) listen(role, track);
    before?.stop();
  }

  #drop(role: TrackRole): void {
    const track = this.#tracks.get(role);
    if (!track) return;
    this.#tracks.delete(role);
    if (role === 'camera') this.state.setState({ preview: null });
    if (role === 'microphone') this.#meter.listenTo(null);
    for (const listen of [...this.#trackListeners]) listen(role, null);
    // Only now: the camera's light goes off.
    track.stop();
  }

  /** Not by us: unplugged, taken away in the browser's settings, or "stop sharing" in its bar. */
  #ended(role: TrackRole): void {
    if (role === 'screen' || role === 'screen-audio') return role === 'screen' ? this.#stopScreen() : this.#drop(role);
    void this.#replace(role);
  }

  async #replace(kind: 'camera' | 'microphone'): Promise<void> {
    const wasOn = this.state.getState()[kind].status === 'on';
    this.#drop(kind);
    if (!wasOn) return this.refresh();
    await this.refresh();
    const { cameras, microphones } = this.state.getState();
    const others = kind === 'camera' ? cameras : microphones;
    if (others.length > 0) await this.#capture(kind);
    const track = this.#tracks.get(kind);
    if (!track) this.state.setState({ [kind]: failed('unplugged') });
    this.#tell({ type: 'unplugged', kind, instead: track?.label ?? null });
  }

  #remember(chosen: MediaState['chosen']): void {
    this.state.setState({ chosen });
    this.#storage?.setItem(key, JSON.stringify(chosen));
  }

  #tell(news: MediaNews): void {
    for (const listen of [...this.#newsListeners]) listen(news);
  }
}

function readChosen(saved: string | null): MediaState['chosen'] {
  const none = { camera: null, microphone: null, speaker: null };
  if (saved === null) return none;
  try {
    return { ...none, ...(JSON.parse(saved) as Partial<MediaState['chosen']>) };
  } catch {
    return none;
  }
}
