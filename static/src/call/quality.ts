import type { Quality, QualityLevel, QualityReason } from './types';

export const unknownQuality: Quality = { level: 'unknown', reasons: [], roundTrip: null, loss: 0, incoming: 0, outgoing: 0, relayed: false };

/** Counters of one moment, added up over all streams of a link. */
export interface Sample {
  readonly at: number;
  readonly received: number;
  readonly lost: number;
  readonly bytesIn: number;
  readonly bytesOut: number;
  /** Of what we send, as the other side tells; 0 to 1. */
  readonly lostThere: number;
  /** Seconds. */
  readonly roundTrip: number | null;
  readonly limitation: string;
  readonly relayed: boolean;
}

interface Stat {
  readonly id: string;
  readonly type: string;
  readonly [name: string]: unknown;
}

export function readSample(report: Iterable<readonly [string, unknown]>, at: number): Sample {
  const stats = new Map<string, Stat>();
  for (const [id, stat] of report) stats.set(id, stat as Stat);
  let [received, lost, bytesIn, bytesOut, lostThere] = [0, 0, 0, 0, 0];
  let limitation = 'none';
  let roundTrip: number | null = null;
  let relayed = false;
  for (const stat of stats.values()) {
    switch (stat.type) {
      case 'inbound-rtp':
        received += number(stat['packetsReceived']);
        lost += Math.max(0, number(stat['packetsLost']));
        bytesIn += number(stat['bytesReceived']);
        break;
      case 'outbound-rtp':
        bytesOut += number(stat['bytesSent']);
        if (stat['qualityLimitationReason'] === 'cpu' || (stat['qualityLimitationReason'] === 'bandwidth' && limitation === 'none')) limitation = String(stat['qualityLimitationReason']);
        break;
      case 'remote-inbound-rtp':
        lostThere = Math.max(lostThere, number(stat['fractionLost']));
        break;
      case 'transport': {
        const pair = stats.get(String(stat['selectedCandidatePairId']));
        if (!pair) break;
        if (typeof pair['currentRoundTripTime'] === 'number') roundTrip = pair['currentRoundTripTime'];
        relayed = [pair['localCandidateId'], pair['remoteCandidateId']].some(id => stats.get(String(id))?.['candidateType'] === 'relay');
      }
    }
  }
  return { at, received, lost, bytesIn, bytesOut, lostThere, roundTrip, limitation, relayed };
}

function number(value: unknown): number {
  return typeof value === 'number' && Number.isFinite(value) ? value : 0;
}

/** Below this a picture suffers; above it, "limited by bandwidth" mostly means: by our own caps. */
const scarce = 150_000;

/** How good a link is between two moments, and why it is not better. */
export function rate(before: Sample | null, now: Sample): Quality {
  const seconds = before ? Math.max(0.001, (now.at - before.at) / 1_000) : 1;
  const since = (name: 'received' | 'lost' | 'bytesIn' | 'bytesOut'): number => Math.max(0, now[name] - (before?.[name] ?? 0));
  const bits = (name: 'bytesIn' | 'bytesOut'): number => Math.round((since(name) * 8) / seconds);
  const arrived = since('received');
  const missing = since('lost');
  // With hardly any packets one lost packet would look like a disaster.
  const loss = arrived + missing < 20 ? 0 : missing / (arrived + missing);
  const worst = Math.max(loss, now.lostThere);
  const roundTrip = now.roundTrip === null ? null : Math.round(now.roundTrip * 1_000);
  const delay = roundTrip ?? 0;

  const reasons: QualityReason[] = [];
  if (worst > 0.03) reasons.push('loss');
  if (delay > 300) reasons.push('delay');
  if (now.limitation === 'cpu') reasons.push('cpu');
  if (now.limitation === 'bandwidth' && bits('bytesOut') < scarce) reasons.push('bandwidth');
  const level: QualityLevel = worst > 0.1 || delay > 600 ? 'poor' : reasons.length > 0 ? 'fair' : 'good';
  return { level, reasons, roundTrip, loss, incoming: bits('bytesIn'), outgoing: bits('bytesOut'), relayed: now.relayed };
}
