import { useStore } from 'zustand';
import type { LocalMedia } from '../../call';
import { useText } from '../../text';

/** How loud the own microphone hears: voices are seldom above a third of full scale, so the bar grows with the root. */
export function LevelMeter({ media }: { media: LocalMedia }) {
  const t = useText();
  const level = useStore(media.state, (state) => (state.microphone.status === 'on' ? state.level : 0));
  const share = Math.min(1, Math.sqrt(level));
  return (
    <div className="meter" role="meter" aria-label={t.join.level} aria-valuemin={0} aria-valuemax={100} aria-valuenow={Math.round(share * 100)}>
      <div style={{ transform: `scaleX(${share})` }} />
    </div>
  );
}
