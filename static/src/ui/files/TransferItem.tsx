import { CircleCheck, CircleX, Download, File as FileIcon, X } from 'lucide-react';
import { useEffect, useState } from 'react';
import { Button } from 'react-aria-components';
import type { Transfer } from '../../files';
import { useText, type Texts } from '../../text';
import { announce } from '../notice/notices';
import { tellProblem } from '../notice/problemText';
import { IconButton } from '../parts/IconButton';
import { useThings } from '../room/context';

export function TransferItem({ transfer }: { transfer: Transfer }) {
  const t = useText();
  const { files } = useThings().visit;
  const { id, name, person, direction, status, size, transferred, blob } = transfer;
  const receiving = direction === 'receiving';
  const running = status === 'active' || status === 'paused' || status === 'checking';
  const ended = status === 'done' || status === 'declined' || status === 'cancelled' || status === 'failed';
  const share = size > 0 ? Math.min(1, transferred / size) : status === 'done' ? 1 : 0;
  const address = useAddress(receiving && status === 'done' ? blob : null);

  useEffect(() => {
    if (status === 'done') announce(receiving ? t.files.doneFrom(name) : t.files.doneTo(person.name, name));
    if (status === 'failed') announce(`${name}: ${detailOf(t, transfer)}`);
    // Said once, when the status changes.
  }, [status]);

  return (
    <li className="transfer">
      {status === 'done' ? <CircleCheck className="good" size={22} aria-hidden /> : status === 'failed' ? <CircleX className="bad" size={22} aria-hidden /> : <FileIcon size={22} aria-hidden />}
      <div className="grow stack tight">
        <p><bdi className="name file-name">{name}</bdi><span className="quiet small-text">{receiving ? t.files.from(person.name) : t.files.toName(person.name)} · {t.files.size(size)}</span></p>
        {running && (
          <div className="meter progress" role="progressbar" aria-label={t.files.progress(name)} aria-valuemin={0} aria-valuemax={100} aria-valuenow={Math.floor(share * 100)}>
            <div style={{ transform: `scaleX(${share})` }} />
          </div>
        )}
        <p className="quiet small-text">{detailOf(t, transfer)}</p>
        <div className="row">
          {status === 'offered' && receiving && (
            <>
              <Button className="button small primary" aria-label={t.files.acceptName(name)} onPress={() => void files.accept(id).catch(tellProblem)}>{t.files.accept}</Button>
              <Button className="button small" aria-label={t.files.declineName(name)} onPress={() => files.decline(id)}>{t.files.decline}</Button>
            </>
          )}
          {(running || (status === 'offered' && !receiving)) && <Button className="button small" aria-label={t.files.cancelName(name)} onPress={() => files.cancel(id)}>{t.files.cancel}</Button>}
          {address && <a className="button small primary" href={address} download={safeName(name)} aria-label={t.files.saveName(name)}><Download size={16} aria-hidden />{t.files.saveFile}</a>}
        </div>
      </div>
      {ended && <IconButton className="button icon small plain" label={t.files.forgetName(name)} onPress={() => files.forget(id)}><X size={18} aria-hidden /></IconButton>}
    </li>
  );
}

function detailOf(t: Texts, { status, failure, direction, transferred, size, speed }: Transfer): string {
  if (status === 'failed') return failure ? t.files.failures[failure] : t.files.status.failed;
  if (status === 'offered' && direction === 'sending') return t.files.offeredMine;
  if (status !== 'active') return t.files.status[status];
  const parts = [t.files.of(transferred, size)];
  if (speed > 0) parts.push(t.files.speed(speed), t.files.left(Math.max(1, (size - transferred) / speed)));
  return parts.join(' · ');
}

/** A name that only names a file: no folders, no signs that turn the reading direction. */
export function safeName(name: string): string {
  return name.replace(/[/\\:*?"<>|\u0000-\u001f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, '_').replace(/^\.+/, '').slice(-150) || 'file';
}

function useAddress(blob: Blob | null): string | null {
  const [address, setAddress] = useState<string | null>(null);
  useEffect(() => {
    if (!blob) return setAddress(null);
    const made = URL.createObjectURL(blob);
    setAddress(made);
    return () => URL.revokeObjectURL(made);
  }, [blob]);
  return address;
}
