import { useMemo } from 'react';
import { texts } from '../../text';
import { kept } from '../kept';
import { announce, toast } from '../notice/notices';
import { tellProblem } from '../notice/problemText';
import { useThings } from './context';

/** What the buttons of the control bar and the keys do. */
export function useActions() {
  const { visit, engine } = useThings();
  return useMemo(() => {
    const { media } = engine;
    const on = (part: 'camera' | 'microphone' | 'screen') => ['on', 'starting'].includes(media.state.getState()[part].status);

    function tellFailure(part: 'camera' | 'microphone' | 'screen') {
      const { failure } = media.state.getState()[part];
      // Not choosing a screen is an answer, not a fault.
      if (!failure || (part === 'screen' && failure === 'refused')) return;
      const { title, todo } = texts().media.failures[part][failure];
      toast(`${title}. ${todo}`, { tone: 'danger', stays: 12_000 });
    }

    async function switchTo(part: 'camera' | 'microphone' | 'screen', wanted: boolean) {
      const t = texts();
      if (part === 'screen') await media.setScreen(wanted);
      else {
        kept.setState({ [part]: wanted });
        await (part === 'camera' ? media.setCamera(wanted) : media.setMicrophone(wanted));
        if (on(part) === wanted) announce(part === 'camera' ? (wanted ? t.announce.camOn : t.announce.camOff) : wanted ? t.announce.micOn : t.announce.micOff);
      }
      if (wanted) tellFailure(part);
    }

    const toggle = (part: 'camera' | 'microphone' | 'screen') => () => void switchTo(part, !on(part)).catch(tellProblem);
    return {
      microphone: toggle('microphone'),
      camera: toggle('camera'),
      screen: toggle('screen'),
      hand: () => visit.call.setHand(visit.call.state.getState().own.hand === null),
      setMicrophone: (wanted: boolean) => void switchTo('microphone', wanted).catch(tellProblem),
    };
  }, [visit, engine]);
}
