import type { CallState, RemotePeer } from '../../call';

/** One picture on the stage: a person, or what somebody shares. */
export interface TileOf {
  readonly key: string;
  /** A peer's id. */
  readonly peer: string;
  readonly kind: 'person' | 'screen';
  /** Null is myself. */
  readonly remote: RemotePeer | null;
}

/** All pictures of a call: shared screens first, then people in the order in which they came, oneself last. */
export function tilesOf(call: Pick<CallState, 'me' | 'peers'>, ownScreen: boolean): readonly TileOf[] {
  const me = call.me ?? 'me';
  const screens: TileOf[] = call.peers.filter((peer) => peer.screen).map((peer) => ({ key: `${peer.id} screen`, peer: peer.id, kind: 'screen', remote: peer }));
  const people: TileOf[] = call.peers.map((peer) => ({ key: peer.id, peer: peer.id, kind: 'person', remote: peer }));
  if (ownScreen) screens.push({ key: `${me} screen`, peer: me, kind: 'screen', remote: null });
  return [...screens, ...people, { key: me, peer: me, kind: 'person', remote: null }];
}

/** The picture that is shown large: what was pinned, else somebody's screen, else who speaks, else the first other person. */
export function largeOne(tiles: readonly TileOf[], pinned: string | null, speaker: string | null): TileOf | undefined {
  const others = tiles.filter((tile) => tile.remote);
  return (
    tiles.find((tile) => tile.key === pinned) ??
    others.find((tile) => tile.kind === 'screen') ??
    others.find((tile) => tile.peer === speaker) ??
    others[0] ??
    tiles[0]
  );
}

export interface Grid {
  readonly columns: number;
  readonly rows: number;
  readonly width: number;
  readonly height: number;
}

const gap = 12;
const widest = 16 / 9;
const tallest = 3 / 4;

/**
 * The arrangement of `count` pictures that shows most in a space. Each may be between 16:9 and 3:4, so that a phone held upright
 * is filled by two people as well as a wide screen is.
 */
export function gridFor(count: number, width: number, height: number): Grid {
  let best: Grid = { columns: 1, rows: Math.max(1, count), width: 0, height: 0 };
  let most = -1;
  for (let columns = 1; columns <= Math.max(1, count); columns++) {
    const rows = Math.ceil(count / columns);
    let tileWidth = Math.floor((width - gap * (columns - 1)) / columns);
    let tileHeight = Math.floor((height - gap * (rows - 1)) / rows);
    if (tileWidth <= 0 || tileHeight <= 0) continue;
    tileWidth = Math.min(tileWidth, Math.floor(tileHeight * widest));
    tileHeight = Math.min(tileHeight, Math.floor(tileWidth / tallest));
    // Places left empty in the last row count a little against an arrangement.
    const worth = tileWidth * tileHeight * (1 - 0.02 * (columns * rows - count));
    if (worth > most) {
      most = worth;
      best = { columns, rows, width: tileWidth, height: tileHeight };
    }
  }
  return best;
}
