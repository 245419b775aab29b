import type { Api, IceServer, Session } from '../../api';
import { Problem } from '../../api';
import type { Texts } from '../../text';

export const checkNames = ['browser', 'microphone', 'camera', 'server', 'websocket', 'sockjs', 'stun', 'turn'] as const;
export type CheckName = (typeof checkNames)[number];
export type CheckState = 'waiting' | 'running' | 'good' | 'poor' | 'bad' | 'skipped';

export interface Result {
  readonly state: CheckState;
  readonly note: string;
}

interface Surroundings {
  readonly t: Texts;
  readonly api: Api;
  readonly session: Session;
}

const patience = 10_000;

/** Tries one thing after the other, and tells each as it is known. */
export async function runChecks(around: Surroundings, tell: (name: CheckName, result: Result) => void): Promise<void> {
  const run = async (name: CheckName, check: () => Promise<Result>) => {
    tell(name, { state: 'running', note: '' });
    tell(name, await check().catch((thrown: unknown): Result => ({ state: 'bad', note: nameOf(thrown) || around.t.test.notes.unknown })));
  };
  const { t } = around;
  await run('browser', () => Promise.resolve(browser(t)));
  await run('microphone', () => device(t, 'microphone'));
  await run('camera', () => device(t, 'camera'));
  await run('server', () => server(t));
  await run('websocket', () => webSocket(t));
  await run('sockjs', () => sockJs(t));
  const servers = await iceServers(around).catch((thrown: unknown): Result => ({ state: 'bad', note: Problem.of(thrown).title }));
  const given = 'state' in servers ? null : servers;
  await run('stun', () => (given ? stun(t, given) : Promise.resolve(servers as Result)));
  await run('turn', () => (given ? turn(t, given) : Promise.resolve(servers as Result)));
}

export function reportOf(results: Readonly<Record<CheckName, Result>>, t: Texts): string {
  const lines = checkNames.map((name) => `${t.test.checks[name]}: ${t.test.states[results[name].state]}${results[name].note ? ` (${results[name].note})` : ''}`);
  return [`Wava ${new Date().toISOString()} ${location.origin}`, navigator.userAgent, ...lines].join('\n');
}

function browser(t: Texts): Result {
  if (typeof RTCPeerConnection === 'undefined') return { state: 'bad', note: t.test.notes.noWebrtc };
  if (!window.isSecureContext || !navigator.mediaDevices) return { state: 'poor', note: t.test.notes.insecure };
  return { state: 'good', note: '' };
}

async function device(t: Texts, kind: 'microphone' | 'camera'): Promise<Result> {
  const words = t.media.failures[kind];
  if (!navigator.mediaDevices) return { state: 'bad', note: words.insecure.title };
  try {
    const stream = await navigator.mediaDevices.getUserMedia(kind === 'camera' ? { video: true } : { audio: true });
    const label = stream.getTracks()[0]?.label ?? '';
    for (const track of stream.getTracks()) track.stop();
    return { state: 'good', note: t.test.notes.found(label) };
  } catch (thrown) {
    const why = nameOf(thrown);
    const failure = why === 'NotFoundError' ? words.none : why === 'NotAllowedError' ? words.refused : why === 'NotReadableError' ? words['in-use'] : words.unknown;
    return { state: why === 'NotFoundError' ? 'poor' : 'bad', note: `${failure.title}. ${failure.todo}` };
  }
}

async function server(t: Texts): Promise<Result> {
  const start = performance.now();
  try {
    // Any answer will do; this one is small and for everybody.
    await fetch('/health/live', { cache: 'no-store', signal: AbortSignal.timeout(patience) });
    return { state: 'good', note: t.test.notes.answered(performance.now() - start) };
  } catch {
    return { state: 'bad', note: t.test.notes.noAnswer };
  }
}

function webSocket(t: Texts): Promise<Result> {
  const start = performance.now();
  return new Promise((resolve) => {
    const socket = new WebSocket(`${location.origin.replace(/^http/, 'ws')}/ws`, ['v12.stomp']);
    const bad: Result = { state: 'poor', note: t.test.notes.websocketBad };
    const timer = setTimeout(() => end(bad), patience);
    const end = (result: Result) => {
      clearTimeout(timer);
      socket.close();
      resolve(result);
    };
    socket.onopen = () => end({ state: 'good', note: t.test.notes.answered(performance.now() - start) });
    socket.onerror = () => end(bad);
  });
}

async function sockJs(t: Texts): Promise<Result> {
  const { default: SockJS } = await import('sockjs-client/dist/sockjs.min.js');
  const start = performance.now();
  return new Promise((resolve) => {
    const socket = new SockJS('/ws', null, { transports: ['xhr-streaming', 'xhr-polling'] });
    const bad: Result = { state: 'bad', note: t.test.notes.sockjsBad };
    const timer = setTimeout(() => end(bad), patience);
    const end = (result: Result) => {
      clearTimeout(timer);
      socket.onclose = null;
      socket.close();
      resolve(result);
    };
    socket.onopen = () => end({ state: 'good', note: t.test.notes.answered(performance.now() - start) });
    socket.onclose = () => end(bad);
  });
}

/** Addresses of STUN and TURN are told only to members of a room; any room of mine will do. */
async function iceServers({ t, api, session }: Surroundings): Promise<readonly IceServer[] | Result> {
  const { user } = session.state.getState();
  if (!user) return { state: 'skipped', note: t.test.notes.signInFirst };
  const room = user.room ?? (await api.rooms())[0]?.id;
  if (!room) return { state: 'skipped', note: t.test.notes.noRoom };
  return (await api.ice(room)).iceServers;
}

function only(servers: readonly IceServer[], scheme: RegExp): RTCIceServer[] {
  return servers
    .map(({ urls, username, credential }) => ({
      urls: [urls].flat().filter((url) => scheme.test(url)),
      ...(username && { username }),
      ...(credential && { credential }),
    }))
    .filter((server) => server.urls.length > 0);
}

async function stun(t: Texts, given: readonly IceServer[]): Promise<Result> {
  const iceServers = only(given, /^stuns?:/i);
  if (typeof RTCPeerConnection === 'undefined') return { state: 'bad', note: t.test.notes.noWebrtc };
  if (iceServers.length === 0) return { state: 'skipped', note: t.test.notes.noStun };
  const peer = new RTCPeerConnection({ iceServers });
  try {
    return await new Promise<Result>((resolve) => {
      let failed = false;
      const start = performance.now();
      setTimeout(() => resolve({ state: 'poor', note: t.test.notes.stunBad }), patience);
      peer.onicecandidateerror = (event) => (failed ||= event.errorCode >= 300);
      peer.onicecandidate = ({ candidate }) => {
        if (candidate?.type === 'srflx') resolve({ state: 'good', note: t.test.notes.publicAddress(candidate.address ?? '?') });
        // Who has a public address of their own gets no second one from the server.
        else if (!candidate) resolve(failed ? { state: 'poor', note: t.test.notes.stunBad } : { state: 'good', note: t.test.notes.answered(performance.now() - start) });
      };
      peer.createDataChannel('test');
      void peer.setLocalDescription();
    });
  } finally {
    peer.close();
  }
}

async function turn(t: Texts, given: readonly IceServer[]): Promise<Result> {
  const iceServers = only(given, /^turns?:/i);
  if (typeof RTCPeerConnection === 'undefined') return { state: 'bad', note: t.test.notes.noWebrtc };
  if (iceServers.length === 0) return { state: 'skipped', note: t.test.notes.noTurn };
  const start = performance.now();
  const [one, other] = [0, 1].map(() => new RTCPeerConnection({ iceServers, iceTransportPolicy: 'relay' })) as [RTCPeerConnection, RTCPeerConnection];
  try {
    return await new Promise<Result>((resolve, reject) => {
      setTimeout(() => resolve({ state: 'bad', note: t.test.notes.turnBad }), patience * 1.5);
      for (const [from, to] of [[one, other], [other, one]] as const) {
        from.onicecandidate = ({ candidate }) => void (candidate && to.addIceCandidate(candidate).catch(() => undefined));
      }
      const channel = one.createDataChannel('test');
      channel.onopen = () => resolve({ state: 'good', note: t.test.notes.turnGood(performance.now() - start) });
      (async () => {
        // Candidates come only after both descriptions are there on both sides.
        const offer = await one.createOffer();
        await other.setRemoteDescription(offer);
        const answer = await other.createAnswer();
        await one.setLocalDescription(offer);
        await one.setRemoteDescription(answer);
        await other.setLocalDescription(answer);
      })().catch(reject);
    });
  } finally {
    one.close();
    other.close();
  }
}

const nameOf = (thrown: unknown): string => (thrown instanceof Error ? thrown.name : '');
