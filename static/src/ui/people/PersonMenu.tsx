import { Ban, Crown, EllipsisVertical, Mic, MicOff, Shield, User as UserIcon, UserX } from 'lucide-react';
import { Button, Menu, MenuItem, MenuTrigger, Popover } from 'react-aria-components';
import type { Role, User } from '../../api';
import { useText } from '../../text';
import { toast } from '../notice/notices';
import { tellProblem } from '../notice/problemText';
import { confirm } from '../parts/confirm';
import { useRoomState, useThings } from '../room/context';

interface PersonMenuProps {
  readonly id: string;
  readonly name: string;
  readonly role: Role;
  readonly kind: User['kind'];
  /** Null for somebody who is not in the call. */
  readonly microphone: boolean | null;
}

/** What I may do to somebody; nothing at all is no menu. */
export function PersonMenu({ id, name, role, kind, microphone }: PersonMenuProps) {
  const t = useText();
  const { room } = useThings().visit;
  useRoomState((state) => state.role);
  const may = {
    mute: microphone !== null && room.mayTo('mute', role),
    appoint: kind === 'account' && room.mayTo('appoint', role),
    kick: room.mayTo('kick', role),
    ban: room.mayTo('ban', role),
  };
  if (!may.mute && !may.appoint && !may.kick && !may.ban) return null;

  const done = (doing: Promise<void>, said?: string) => void doing.then(() => said && toast(said, { stays: 3000 }), tellProblem);
  const sure = async (question: string, yes: string, text: string, act: () => Promise<void>) => {
    if (await confirm(question, yes, text)) done(act());
  };

  return (
    <MenuTrigger>
      <Button className="button icon small plain" aria-label={t.people.actions(name)}><EllipsisVertical size={18} aria-hidden /></Button>
      <Popover className="popover" placement="bottom end">
        <Menu className="menu" aria-label={t.people.actions(name)}>
          {may.mute && microphone && <MenuItem className="menu-item" textValue={t.people.mute} onAction={() => done(room.mute(id, true), t.people.muteSent(name))}><MicOff size={18} aria-hidden />{t.people.mute}</MenuItem>}
          {may.mute && !microphone && <MenuItem className="menu-item" textValue={t.people.askUnmute} onAction={() => done(room.mute(id, false), t.people.askSent(name))}><Mic size={18} aria-hidden />{t.people.askUnmute}</MenuItem>}
          {may.appoint && role !== 'moderator' && <MenuItem className="menu-item" textValue={t.people.makeModerator} onAction={() => done(room.setRole(id, 'moderator'))}><Shield size={18} aria-hidden />{t.people.makeModerator}</MenuItem>}
          {may.appoint && role === 'moderator' && <MenuItem className="menu-item" textValue={t.people.makeMember} onAction={() => done(room.setRole(id, 'member'))}><UserIcon size={18} aria-hidden />{t.people.makeMember}</MenuItem>}
          {may.appoint && (
            <MenuItem className="menu-item" textValue={t.people.handOver} onAction={() => void sure(t.people.handOverSure(name), t.people.handOver, t.people.handOverText, () => room.setRole(id, 'owner'))}><Crown size={18} aria-hidden />{t.people.handOver}</MenuItem>
          )}
          {may.kick && <MenuItem className="menu-item danger" textValue={t.people.kick} onAction={() => void sure(t.people.kickSure(name), t.people.kick, t.people.kickText, () => room.kick(id))}><UserX size={18} aria-hidden />{t.people.kick}</MenuItem>}
          {may.ban && <MenuItem className="menu-item danger" textValue={t.people.ban} onAction={() => void sure(t.people.banSure(name), t.people.ban, t.people.banText, () => room.ban(id))}><Ban size={18} aria-hidden />{t.people.ban}</MenuItem>}
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}
