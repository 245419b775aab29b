import { Trash2 } from 'lucide-react';
import { useEffect, useState } from 'react';
import { Button } from 'react-aria-components';
import type { Invitation } from '../../api';
import { useText } from '../../text';
import { tellProblem } from '../notice/problemText';
import { CopyText } from '../parts/Copy';
import { SelectField } from '../parts/Field';
import { Popup } from '../parts/Popup';
import { IconButton } from '../parts/IconButton';
import { useRoomState, useThings } from '../room/context';
import { invitationLink, roomLink } from '../route';

const hours = [1, 24, 72, 168, 720] as const;
const counts = [1, 5, 25] as const;

/** The room's link, and invitations for those to whom it is not open. */
export function Invite({ onClose }: { onClose: () => void }) {
  const t = useText();
  const { room } = useThings().visit;
  const open = useRoomState((state) => state.room?.access === 'open');
  return (
    <Popup title={t.invite.title} onClose={onClose}>
      <section className="stack tight">
        <h3>{t.invite.link}</h3>
        <CopyText text={roomLink(room.id)} label={t.invite.link} />
        <p className="quiet small-text">{open ? t.invite.linkOpen : t.invite.linkMembers}</p>
      </section>
      {room.may('invite') && <Invitations />}
    </Popup>
  );
}

function Invitations() {
  const t = useText();
  const { room } = useThings().visit;
  const [known, setKnown] = useState<readonly Invitation[] | null>(null);
  const [fresh, setFresh] = useState<Invitation | null>(null);
  const [lifetime, setLifetime] = useState(24);
  const [uses, setUses] = useState(0);
  const [busy, setBusy] = useState(false);

  useEffect(() => {
    let here = true;
    room.invitations().then((found) => here && setKnown(found), tellProblem);
    return () => void (here = false);
  }, [room]);

  async function make() {
    setBusy(true);
    try {
      const made = await room.invite({ expiresInHours: lifetime, ...(uses > 0 && { uses }) });
      setFresh(made);
      setKnown((before) => [made, ...(before ?? [])]);
    } catch (thrown) {
      tellProblem(thrown);
    } finally {
      setBusy(false);
    }
  }

  async function revoke(id: string) {
    try {
      await room.revoke(id);
      setKnown((before) => before?.filter((one) => one.id !== id) ?? null);
      if (fresh?.id === id) setFresh(null);
    } catch (thrown) {
      tellProblem(thrown);
    }
  }

  return (
    <>
      <section className="stack">
        <h3>{t.invite.make}</h3>
        <div className="two">
          <SelectField label={t.invite.expires} value={lifetime} onChange={(event) => setLifetime(Number(event.target.value))}>
            {hours.map((one) => <option key={one} value={one}>{t.invite.hours(one)}</option>)}
          </SelectField>
          <SelectField label={t.invite.uses} value={uses} onChange={(event) => setUses(Number(event.target.value))}>
            <option value={0}>{t.invite.anyUses}</option>
            {counts.map((one) => <option key={one} value={one}>{t.invite.usesN(one)}</option>)}
          </SelectField>
        </div>
        <div><Button className="button primary" isDisabled={busy} onPress={() => void make()}>{t.invite.make}</Button></div>
        {fresh?.token && (
          <div className="note good fresh" role="status">
            <div className="grow stack tight"><strong>{t.invite.fresh}</strong><CopyText text={invitationLink(fresh.token)} label={t.invite.fresh} />{t.invite.freshHint}</div>
          </div>
        )}
      </section>
      <section>
        <h3>{t.invite.existing}</h3>
        {known?.length === 0 && <p className="quiet small-text">{t.invite.noneYet}</p>}
        <ul className="plain-list">
          {known?.map((one) => {
            const until = new Date(one.expiresAt);
            return (
              <li key={one.id} className="row">
                <span className="grow">{t.invite.until(until)}<span className="quiet small-text">{t.invite.left(one.usesLeft)}</span></span>
                <IconButton className="button icon small plain" label={t.invite.revokeOf(until)} onPress={() => void revoke(one.id)}><Trash2 size={18} aria-hidden /></IconButton>
              </li>
            );
          })}
        </ul>
      </section>
    </>
  );
}
