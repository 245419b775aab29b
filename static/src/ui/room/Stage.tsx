import { Link2, UserPlus } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { Button } from 'react-aria-components';
import { useText } from '../../text';
import { toast } from '../notice/notices';
import { copy } from '../parts/Copy';
import { roomLink } from '../route';
import { useCallState, useMedia, useRoomState, useThings, useView } from './context';
import { Tile } from './Tile';
import { gridFor, largeOne, tilesOf } from './tiles';

/** The pictures of the call, as a grid or with one of them large. */
export function Stage() {
  const t = useText();
  const { view } = useThings();
  const me = useCallState((state) => state.me);
  const peers = useCallState((state) => state.peers);
  const speaker = useCallState((state) => state.activeSpeaker);
  const ownScreen = useMedia((state) => state.screenPreview !== null);
  const { layout, pinned } = useView((state) => state);
  const [space, setSpace] = useState({ width: 0, height: 0 });
  const element = useRef<HTMLElement>(null);
  const tiles = tilesOf({ me, peers }, ownScreen);
  const screens = tiles.filter((tile) => tile.kind === 'screen' && tile.remote).length;

  // A screen that is shared is looked at: the large layout comes with it and goes with it.
  const before = useRef(layout);
  useEffect(() => {
    if (screens > 0) {
      before.current = view.getState().layout;
      view.setState({ layout: 'speaker' });
      return () => view.setState({ layout: before.current });
    }
    return undefined;
  }, [screens > 0, view]);

  useEffect(() => {
    const observer = new ResizeObserver(([entry]) => entry && setSpace({ width: Math.floor(entry.contentRect.width), height: Math.floor(entry.contentRect.height) }));
    if (element.current) observer.observe(element.current);
    return () => observer.disconnect();
  }, []);

  const large = pinned || layout === 'speaker' ? largeOne(tiles, pinned, speaker) : undefined;
  const rest = large ? tiles.filter((tile) => tile !== large) : tiles;
  const grid = gridFor(rest.length, space.width, space.height);
  return (
    <section ref={element} className={`stage ${large ? 'with-large' : ''}`} aria-label={t.room.stage}>
      {large ? (
        <>
          <div className="large"><Tile tile={large} large /></div>
          {rest.length > 0 && <ul className="strip">{rest.map((tile) => <li key={tile.key}><Tile tile={tile} /></li>)}</ul>}
        </>
      ) : (
        <ul className="grid">
          {tiles.map((tile) => <li key={tile.key} style={{ inlineSize: grid.width, blockSize: grid.height }}><Tile tile={tile} /></li>)}
        </ul>
      )}
      {peers.length === 0 && <Alone />}
    </section>
  );
}

function Alone() {
  const t = useText();
  const { visit, view } = useThings();
  const open = useRoomState((state) => state.room?.access === 'open');
  return (
    <div className="alone">
      <strong>{t.room.alone}</strong>
      <p>{t.room.aloneHint}</p>
      <div className="row">
        {open && (
          <Button
            className="button primary small"
            onPress={() => void copy(roomLink(visit.room.id)).then((good) => (good ? void toast(t.room.linkCopied, { stays: 3000 }) : view.setState({ dialog: 'invite' })))}
          >
            <Link2 size={16} aria-hidden />{t.room.copyLink}
          </Button>
        )}
        {visit.room.may('invite') && (
          <Button className={`button small ${open ? '' : 'primary'}`} onPress={() => view.setState({ dialog: 'invite' })}><UserPlus size={16} aria-hidden />{t.room.invite}</Button>
        )}
      </div>
    </div>
  );
}
