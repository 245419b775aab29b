import { Hand, MicOff, MonitorUp, Pin, WifiOff } from 'lucide-react';
import { memo, useRef } from 'react';
import { useStore } from 'zustand';
import type { LinkStatus } from '../../call';
import { useText, type Texts } from '../../text';
import { kept } from '../kept';
import { Avatar } from '../parts/Avatar';
import { Video } from '../parts/Video';
import { useCallState, useMedia, useThings, useView } from './context';
import { QualityBars } from './QualityBars';
import { TileMenu } from './TileMenu';
import type { TileOf } from './tiles';

/** A picture with what one should know of the person: name, microphone, hand, connection. */
export function Tile({ tile, large }: { tile: TileOf; large?: boolean }) {
  return tile.kind === 'screen' ? <ScreenTile tile={tile} large={large} /> : tile.remote ? <RemoteTile tile={tile} large={large} /> : <OwnTile tile={tile} large={large} />;
}

interface TileProps {
  readonly tile: TileOf;
  readonly large?: boolean | undefined;
}

function OwnTile({ tile }: TileProps) {
  const t = useText();
  const { me } = useThings().visit.room;
  const preview = useMedia((state) => state.preview);
  const muted = useMedia((state) => state.microphone.status !== 'on');
  const speaking = useCallState((state) => state.speaking);
  const mirror = useStore(kept, (state) => state.mirror);
  return (
    <Frame tile={tile} name={me.name} label={t.tile.tile(me.name)} user={me.id} muted={muted} speaking={speaking && !muted} own>
      {preview && <Video stream={preview} mirrored={mirror} label={t.tile.tile(me.name)} />}
    </Frame>
  );
}

function RemoteTile({ tile }: TileProps) {
  const t = useText();
  const peer = tile.remote!;
  const { name, id } = peer.user;
  const trouble = troubleOf(t, peer.link, peer.away);
  return (
    <Frame tile={tile} name={name} label={t.tile.tile(name)} user={id} muted={!peer.state.microphone} speaking={peer.speaking && peer.state.microphone} trouble={trouble}>
      {peer.state.camera && peer.link !== 'failed' && <Video stream={peer.media} label={t.tile.tile(name)} />}
    </Frame>
  );
}

function ScreenTile({ tile }: TileProps) {
  const t = useText();
  const { me } = useThings().visit.room;
  const own = useMedia((state) => state.screenPreview);
  const user = tile.remote?.user ?? me;
  const label = tile.remote ? t.tile.screenOf(user.name) : t.tile.yourScreen;
  return (
    <Frame tile={tile} name={label} label={label} user={user.id} screen>
      <Video stream={tile.remote ? tile.remote.screen : own} whole label={label} />
    </Frame>
  );
}

function troubleOf(t: Texts, link: LinkStatus, away: boolean): string | null {
  if (link === 'failed') return t.tile.failed;
  if (link === 'reconnecting') return t.tile.reconnecting;
  if (away) return t.tile.away;
  return link === 'connecting' ? t.tile.connecting : null;
}

interface FrameProps {
  readonly tile: TileOf;
  readonly name: string;
  readonly label: string;
  readonly user: string;
  readonly muted?: boolean;
  readonly speaking?: boolean;
  readonly trouble?: string | null;
  readonly own?: boolean;
  readonly screen?: boolean;
  readonly children?: React.ReactNode;
}

const Frame = memo(function Frame({ tile, name, label, user, muted, speaking, trouble, own, screen, children }: FrameProps) {
  const t = useText();
  const element = useRef<HTMLElement>(null);
  const hand = useCallState((state) => (screen ? -1 : state.hands.indexOf(tile.peer))) + 1;
  const pinned = useView((state) => state.pinned === tile.key);
  return (
    <article ref={element} className={`tile ${speaking ? 'speaking' : ''} ${screen ? 'screen' : ''}`} aria-label={own ? `${label} (${t.app.you})` : label} data-peer={tile.peer}>
      {children || <span className="tile-empty"><Avatar id={user} name={name} /></span>}
      {trouble && <p className="tile-trouble"><WifiOff size={20} aria-hidden />{trouble}</p>}
      {hand > 0 && <span className="tile-hand" role="img" aria-label={t.tile.hand(hand)} title={t.tile.hand(hand)}><Hand size={18} aria-hidden />{hand}</span>}
      <footer>
        <span className="tile-name">
          {muted && <MicOff size={16} role="img" aria-label={t.tile.muted} aria-hidden={false} />}
          {screen && <MonitorUp size={16} aria-hidden />}
          {pinned && <Pin size={14} aria-hidden />}
          <bdi className="name">{name}</bdi>
          {own && <span>({t.tile.you})</span>}
        </span>
        {tile.remote && !screen && <QualityBars quality={tile.remote.quality} />}
      </footer>
      <TileMenu tile={tile} name={name} frame={element} />
    </article>
  );
});
