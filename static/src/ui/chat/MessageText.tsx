import { memo } from 'react';
import { useText } from '../../text';
import { piecesOf } from './pieces';

/** What somebody wrote: always as text, never as markup. */
export const MessageText = memo(function MessageText({ text, names, me }: { text: string; names: readonly string[]; me: string }) {
  const t = useText();
  return (
    <p className="message-text" dir="auto">
      {piecesOf(text, names, me).map((piece, place) => {
        if (piece.kind === 'text') return piece.text;
        if (piece.kind === 'mention') return <mark key={place} className={piece.me ? 'me' : ''}>{piece.text}</mark>;
        return (
          <a key={place} href={piece.href} target="_blank" rel="noopener noreferrer nofollow" title={t.app.newTab}>{piece.text}</a>
        );
      })}
    </p>
  );
});
