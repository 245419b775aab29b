import type { Role } from '../api';
import type { RoomAction } from './types';

const ranks: Readonly<Record<Role, number>> = { guest: 0, member: 1, moderator: 2, owner: 3 };

const least: Readonly<Record<RoomAction, Role>> = {
  see: 'guest', read: 'guest', write: 'guest', call: 'guest', leave: 'guest',
  deleteMessages: 'moderator', invite: 'moderator', admit: 'moderator', lock: 'moderator', mute: 'moderator', kick: 'moderator', ban: 'moderator',
  configure: 'owner', appoint: 'owner', delete: 'owner',
};

/** What the server would allow (docs/security.md). Only to show the right buttons: the server decides. */
export function allows(role: Role | null, action: RoomAction): boolean {
  return role !== null && ranks[role] >= ranks[least[action]];
}

/** Nobody acts on an equal. */
export function outranks(role: Role | null, other: Role): boolean {
  return role !== null && ranks[role] > ranks[other];
}

export function byRankAndName(a: { role: Role; name: string }, b: { role: Role; name: string }): number {
  return ranks[b.role] - ranks[a.role] || a.name.localeCompare(b.name);
}
