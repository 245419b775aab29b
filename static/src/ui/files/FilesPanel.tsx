import '../../style/files.css';
import { Upload } from 'lucide-react';
import { useRef, useState } from 'react';
import { useText } from '../../text';
import { SelectField } from '../parts/Field';
import { useCallState, useFilesState, useThings } from '../room/context';
import { TransferItem } from './TransferItem';

/** Giving files to the others, and what has become of those given and got. */
export function FilesPanel() {
  const t = useText();
  const { files } = useThings().visit;
  const transfers = useFilesState((state) => state.transfers);
  const peers = useCallState((state) => state.peers);
  const reachable = peers.filter((peer) => peer.direct);
  const [to, setTo] = useState('');
  const [over, setOver] = useState(false);
  const picker = useRef<HTMLInputElement>(null);
  const target = reachable.some((peer) => peer.id === to) ? to : undefined;

  function offer(chosen: Iterable<File>) {
    for (const file of chosen) files.offer(file, target);
  }

  return (
    <div
      className={`files ${over ? 'over' : ''}`}
      onDragOver={(event) => { if (reachable.length > 0) { event.preventDefault(); setOver(true); } }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => { event.preventDefault(); setOver(false); if (reachable.length > 0) offer(event.dataTransfer.files); }}
    >
      {reachable.length === 0 ? <p data-first tabIndex={-1} className="note">{t.files.nobody}</p> : (
        <div className="stack">
          {reachable.length > 1 && (
            <SelectField label={t.files.to} value={target ?? ''} onChange={(event) => setTo(event.target.value)}>
              <option value="">{t.files.everybody}</option>
              {reachable.map((peer) => <option key={peer.id} value={peer.id}>{peer.user.name}</option>)}
            </SelectField>
          )}
          <div className="drop">
            <p className="wide-only">{t.files.drop}</p>
            <button data-first type="button" className="button primary" onClick={() => picker.current?.click()}><Upload size={18} aria-hidden />{t.files.choose}</button>
            <input ref={picker} type="file" multiple hidden onChange={(event) => { offer(event.target.files ?? []); event.target.value = ''; }} />
          </div>
        </div>
      )}
      <p className="quiet small-text">{t.files.hint}</p>
      {transfers.length === 0 ? <p className="quiet small-text">{t.files.empty}</p> : (
        <ul className="transfers">{[...transfers].reverse().map((transfer) => <TransferItem key={transfer.id} transfer={transfer} />)}</ul>
      )}
    </div>
  );
}
