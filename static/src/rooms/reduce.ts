import type { Member, Room } from '../api';
import type { TopicNews } from './news';
import { byRankAndName } from './rights';
import type { RoomNews, RoomState, RoomStatus } from './types';

/** The room after one piece of news, and what there is to announce. */
export function reduce(state: RoomState, me: string, news: TopicNews): { state: RoomState; told: RoomNews | null } {
  switch (news.type) {
    case 'member':
      return member(state, me, news.member);
    case 'member-left':
      return memberLeft(state, me, news.user, news.reason);
    case 'room': {
      if (!state.room) return { state, told: null };
      const room: Room = { ...state.room, ...news.room };
      return { state: { ...state, room }, told: { type: 'settings', room } };
    }
    case 'deleted':
      return { state: { ...state, status: 'deleted' }, told: null };
    default:
      return { state, told: null };
  }
}

function member(state: RoomState, me: string, member: Member): ReturnType<typeof reduce> {
  const before = state.members.find(other => other.id === member.id);
  // Of somebody new the server says nothing about being online; who has just come in is.
  const now: Member = { ...member, online: member.online ?? before?.online ?? true };
  const members = [...state.members.filter(other => other.id !== member.id), now].sort(byRankAndName);
  const mine = member.id === me;
  const room = mine && state.room ? { ...state.room, role: member.role } : state.room;
  const next: RoomState = { ...state, members, room, role: mine ? member.role : state.role };
  if (!before) return { state: next, told: { type: 'member-joined', member: now } };
  if (before.role !== member.role) return { state: next, told: { type: 'role', member: now, before: before.role } };
  return { state: next, told: null };
}

function memberLeft(state: RoomState, me: string, user: string, reason: string): ReturnType<typeof reduce> {
  if (user === me) return { state: { ...state, status: endOf(reason) }, told: null };
  const gone = state.members.find(member => member.id === user);
  if (!gone) return { state, told: null };
  return { state: { ...state, members: state.members.filter(member => member.id !== user) }, told: { type: 'member-left', member: gone, reason } };
}

function endOf(reason: string): RoomStatus {
  return reason === 'kicked' || reason === 'banned' ? reason : 'left';
}
