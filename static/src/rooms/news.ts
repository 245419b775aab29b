import type { Member, Message, Person, RoomSettings, Waiting } from '../api';
import type { Peer, PeerState } from '../call';

/** What `/topic/public/{room}` tells everybody in the room. */
export type TopicNews =
  | { readonly type: 'message' | 'changed'; readonly message: Message }
  | { readonly type: 'typing'; readonly user: Person; readonly typing: boolean }
  | { readonly type: 'read'; readonly user: string; readonly sequence: number }
  | { readonly type: 'joined'; readonly peer: Peer; readonly present: readonly Peer[] }
  | { readonly type: 'away' | 'back'; readonly peer: string }
  | { readonly type: 'left'; readonly peer: string; readonly reason: string }
  | { readonly type: 'state'; readonly peer: string; readonly state: PeerState }
  | { readonly type: 'member'; readonly member: Member }
  | { readonly type: 'member-left'; readonly user: string; readonly reason: string }
  | { readonly type: 'room'; readonly room: RoomSettings }
  | { readonly type: 'deleted' };

/** What `/user/queue/room` tells one person. */
export type PersonalNews =
  | { readonly type: 'admitted' | 'denied' | 'kicked' | 'banned'; readonly room: string }
  | { readonly type: 'mute'; readonly room: string; readonly muted: boolean; readonly by: Person }
  | { readonly type: 'waiting'; readonly room: string; readonly waiting: readonly Waiting[] };

/** News by its type. The server is ours, so the rest is taken at its word; types of a newer server are passed on and matched by nobody. */
export function readNews<T extends { readonly type: string }>(body: unknown): T | null {
  return typeof body === 'object' && body !== null && 'type' in body && typeof body.type === 'string' ? (body as T) : null;
}
