import { Check, X } from 'lucide-react';
import { Button } from 'react-aria-components';
import { useText } from '../../text';
import { tellProblem } from '../notice/problemText';
import { Avatar } from '../parts/Avatar';
import { IconButton } from '../parts/IconButton';
import { useRoomState, useThings } from '../room/context';

/** Who stands at the door; the one who has waited longest comes first. */
export function WaitingList() {
  const t = useText();
  const { room } = useThings().visit;
  const waiting = useRoomState((state) => state.waiting);
  if (waiting.length === 0) return null;
  return (
    <section className="waiting-list" aria-labelledby="people-waiting">
      <div className="row spread">
        <h3 id="people-waiting">{t.people.waiting} <span className="quiet">{waiting.length}</span></h3>
        {waiting.length > 1 && <Button className="button small plain" onPress={() => waiting.forEach((one) => void room.admit(one.id).catch(tellProblem))}>{t.people.admitAll}</Button>}
      </div>
      <ul className="person-list">
        {waiting.map(({ id, name, kind }) => (
          <li key={id} className="person">
            <Avatar id={id} name={name} />
            <span className="grow"><bdi className="name">{name}</bdi>{kind === 'guest' && <span className="quiet small-text">{t.people.guestKind}</span>}</span>
            <IconButton className="button icon small primary" label={t.people.admitName(name)} onPress={() => void room.admit(id).catch(tellProblem)}><Check size={18} aria-hidden /></IconButton>
            <IconButton className="button icon small" label={t.people.denyName(name)} onPress={() => void room.deny(id).catch(tellProblem)}><X size={18} aria-hidden /></IconButton>
          </li>
        ))}
      </ul>
    </section>
  );
}
