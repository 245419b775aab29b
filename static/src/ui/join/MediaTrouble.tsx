import { CircleAlert } from 'lucide-react';
import type { MediaFailure } from '../../call';
import { useText } from '../../text';

/** Why a device does not work, and what to do about it. */
export function MediaTrouble({ kind, failure, onRetry }: { kind: 'camera' | 'microphone' | 'screen'; failure: MediaFailure; onRetry?: () => void }) {
  const t = useText();
  const { title, todo } = t.media.failures[kind][failure];
  return (
    <div className="note warn" role="status">
      <CircleAlert size={20} aria-hidden />
      <div className="grow"><strong>{title}</strong>{todo}</div>
      {onRetry && failure !== 'insecure' && <button type="button" className="button small" onClick={onRetry}>{t.app.retry}</button>}
    </div>
  );
}
