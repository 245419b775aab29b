import { EllipsisVertical, Expand, MicOff, Mic, Pin, PinOff, Volume2 } from 'lucide-react';
import { useId, type RefObject } from 'react';
import { Button, Dialog, DialogTrigger, Popover } from 'react-aria-components';
import { useStore } from 'zustand';
import { useText } from '../../text';
import { kept } from '../kept';
import { tellProblem } from '../notice/problemText';
import { useThings, useView } from './context';
import type { TileOf } from './tiles';

/** What one can do with a picture: pin it, see it alone, turn its sound down. */
export function TileMenu({ tile, name, frame }: { tile: TileOf; name: string; frame: RefObject<HTMLElement | null> }) {
  const t = useText();
  const { view, visit } = useThings();
  const pinned = useView((state) => state.pinned === tile.key);
  const id = useId();
  const user = tile.remote?.user.id;
  const volume = useStore(kept, (state) => (user ? (state.volumes[user] ?? 1) : 1));
  const mayMute = tile.remote && tile.kind === 'person' && visit.room.mayTo('mute', tile.remote.role);
  return (
    <DialogTrigger>
      <Button className="tile-menu" aria-label={t.tile.menu(name)}><EllipsisVertical size={18} aria-hidden /></Button>
      <Popover className="popover" placement="bottom end">
        <Dialog className="menu" aria-label={t.tile.menu(name)}>
          {({ close }) => (
            <>
              <Button className="button plain small menu-button" onPress={() => { view.setState({ pinned: pinned ? null : tile.key }); close(); }}>
                {pinned ? <PinOff size={18} aria-hidden /> : <Pin size={18} aria-hidden />}{pinned ? t.tile.unpin : t.tile.pin}
              </Button>
              {document.fullscreenEnabled && (
                <Button className="button plain small menu-button" onPress={() => { close(); void frame.current?.requestFullscreen().catch(tellProblem); }}>
                  <Expand size={18} aria-hidden />{t.tile.full}
                </Button>
              )}
              {mayMute && (
                <Button className="button plain small menu-button" onPress={() => { void visit.room.mute(user!, tile.remote!.state.microphone).catch(tellProblem); close(); }}>
                  {tile.remote!.state.microphone ? <><MicOff size={18} aria-hidden />{t.people.mute}</> : <><Mic size={18} aria-hidden />{t.people.askUnmute}</>}
                </Button>
              )}
              {user && (
                <div className="menu-slider">
                  <label htmlFor={id}><Volume2 size={18} aria-hidden /><span className="hidden-text">{t.tile.volumeOf(name)}</span></label>
                  <input
                    id={id} type="range" min={0} max={100} step={5} value={Math.round(volume * 100)}
                    onChange={(event) => kept.setState((state) => ({ volumes: { ...state.volumes, [user]: Number(event.target.value) / 100 } }))}
                  />
                </div>
              )}
            </>
          )}
        </Dialog>
      </Popover>
    </DialogTrigger>
  );
}
