import { useEffect, useState } from 'react';
import { useText } from '../../text';
import { announce } from '../notice/notices';
import { useThings } from './context';
import { isTyping, shortcutOf, spaceIsTaken } from './shortcuts';
import { useActions } from './useActions';
import { togglePanel } from './view';

/** Listens to the keys of a room. True while push to talk is held. */
export function useShortcuts(inCall: boolean): boolean {
  const t = useText();
  const { visit, engine, view } = useThings();
  const actions = useActions();
  const [talking, setTalking] = useState(false);

  useEffect(() => {
    let held = false;
    const hush = () => {
      if (!held) return;
      held = false;
      visit.call.talk(false);
      setTalking(false);
    };

    const down = (event: KeyboardEvent) => {
      const shortcut = shortcutOf(event);
      if (!shortcut) return;
      if (shortcut === 'talk') {
        if (held) event.preventDefault();
        if (!inCall || held || event.repeat || spaceIsTaken(event.target) || engine.media.state.getState().microphone.status === 'on') return;
        event.preventDefault();
        event.stopPropagation();
        held = true;
        visit.call.talk(true);
        setTalking(true);
        return;
      }
      if (event.repeat || isTyping(event.target)) return;
      event.preventDefault();
      if (shortcut === 'help') view.setState({ dialog: 'shortcuts' });
      else if (shortcut === 'chat' || shortcut === 'people') togglePanel(view, shortcut);
      else if (inCall) actions[shortcut]();
    };
    const up = (event: KeyboardEvent) => {
      if (event.code !== 'Space' || !held) return;
      event.preventDefault();
      event.stopPropagation();
      hush();
    };

    window.addEventListener('keydown', down, true);
    window.addEventListener('keyup', up, true);
    // A key that is released over another window is released all the same.
    window.addEventListener('blur', hush);
    return () => {
      hush();
      window.removeEventListener('keydown', down, true);
      window.removeEventListener('keyup', up, true);
      window.removeEventListener('blur', hush);
    };
  }, [visit, engine, view, actions, inCall]);

  useEffect(() => {
    if (talking) announce(t.room.talking);
  }, [talking, t]);
  return talking;
}
