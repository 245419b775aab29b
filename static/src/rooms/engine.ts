import { Problem, type Api, type Session } from '../api';
import { createCall, createMedia } from '../call';
import { createChat, type ChatLinks } from '../chat';
import { createFiles, type FileLinks } from '../files';
import { createConnection, stompWire } from '../stomp';
import type { Links } from '../call';
import type { Engine, Visit } from './engine.types';
import { createFeed } from './feed';
import { createRoom } from './room';

/** Puts the parts of the page together; nothing else knows all of them. */
export function createEngine({ session, api }: { session: Session; api: Api }): Engine {
  const connection = createConnection({ session, open: stompWire('/ws'), probe: answers, storage: kept(() => sessionStorage) });
  const media = createMedia({ storage: kept(() => localStorage) });
  let user: string | null = null;
  const follow = (): void => {
    const { status, user: now } = session.state.getState();
    if (status === 'unknown' || (now?.id ?? null) === user) return;
    user = now?.id ?? null;
    // A connection belongs to a person.
    void connection.stop().then(() => user !== null && connection.start());
  };
  follow();
  const unhook = session.state.subscribe(follow);

  return {
    session, api, connection, media,
    visit(id): Visit {
      const me = session.state.getState().user;
      if (!me) throw new Problem({ status: 401, code: 'not-signed-in', title: 'Nobody is signed in.' });
      const feed = createFeed(connection, id);
      const room = createRoom({ id, me, api, connection, feed });
      const call = createCall({ room: id, me, api, connection, feed, media });
      const chat = createChat({
        room: id, me, api, connection, feed, links: chatLinks(call.links), lastRead: () => room.state.getState().room?.lastRead ?? 0, storage: kept(() => sessionStorage),
      });
      const files = createFiles({ links: fileLinks(call.links) });
      const unhookRoom = room.onNews(news => {
        // To mute is the moderator's right; to unmute is mine alone.
        if (news.type === 'mute' && news.request.muted) void media.setMicrophone(false);
      });
      // Whoever is no member any more is in no call.
      const unhookState = room.state.subscribe(({ status }) => {
        if (status === 'left' || status === 'kicked' || status === 'banned' || status === 'deleted') call.close();
      });
      return {
        room, chat, call, files,
        close() {
          unhookRoom();
          unhookState();
          files.close();
          call.close();
          chat.close();
          room.close();
        },
      };
    },
    close() {
      unhook();
      media.close();
      void connection.stop();
    },
  };
}

/** Whatever the answer, it was the server that gave it; a proxy that cannot reach it says 502 to 504. Not asked under /ws, which may be what is blocked. */
async function answers(): Promise<boolean> {
  const response = await fetch('/health/live', { cache: 'no-store', signal: AbortSignal.timeout(5_000) });
  return response.status < 500;
}

/** Null where the browser keeps nothing for this page. */
function kept(storage: () => Storage): Storage | null {
  try {
    return storage();
  } catch {
    return null;
  }
}

function chatLinks(links: Links): ChatLinks {
  return {
    broadcast: message => links.broadcast('chat', message),
    onMessage: listen => links.onMessage('chat', (_, person, message) => listen(person, message)),
    onOpen: listen => links.onOpen(() => listen()),
  };
}

function fileLinks(links: Links): FileLinks {
  return {
    peers: () => links.peers(),
    send: (peer, message) => links.send(peer, 'file', message),
    openChannel: (peer, label) => links.openChannel(peer, label),
    onMessage: listen => links.onMessage('file', (peer, _, message) => listen(peer, message)),
    onChannel: listen => links.onChannel(listen),
    onOpen: listen => links.onOpen(listen),
    onClosed: listen => links.onClosed(listen),
  };
}
