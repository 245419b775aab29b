import { useEffect, useState } from 'react';
import { Button } from 'react-aria-components';
import type { Ban } from '../../api';
import { useText } from '../../text';
import { dateAndTime } from '../../text/format';
import { tellProblem } from '../notice/problemText';
import { Popup } from '../parts/Popup';
import { useThings } from '../room/context';

export function Bans({ onClose }: { onClose: () => void }) {
  const t = useText();
  const { room } = useThings().visit;
  const [bans, setBans] = useState<readonly Ban[] | null>(null);
  useEffect(() => {
    let here = true;
    room.bans().then((found) => here && setBans(found), tellProblem);
    return () => void (here = false);
  }, [room]);
  const lift = (id: string) => void room.unban(id).then(() => setBans((before) => before?.filter((one) => one.id !== id) ?? null), tellProblem);
  return (
    <Popup title={t.people.bans} narrow onClose={onClose}>
      {!bans && <p className="quiet" role="status">{t.app.loading}</p>}
      {bans?.length === 0 && <p className="quiet">{t.people.noBans}</p>}
      <ul className="plain-list">
        {bans?.map(({ id, name, at }) => (
          <li key={id} className="row">
            <span className="grow"><bdi className="name">{name}</bdi><span className="quiet small-text">{dateAndTime(new Date(at))}</span></span>
            <Button className="button small" aria-label={t.people.unbanName(name)} onPress={() => lift(id)}>{t.people.unban}</Button>
          </li>
        ))}
      </ul>
    </Popup>
  );
}
