import type { Connection, Report } from '../stomp';
import { readNews, type TopicNews } from './news';

/** The one subscription to a room's topic, shared by room, chat and call. */
export interface Feed {
  open(): void;
  close(): void;
  onNews(listen: (news: TopicNews) => void): () => void;
  /** It is in force: from here on nothing is missed. At first and after each reconnect. At once, if it is now. */
  onReady(listen: () => void): () => void;
  onRefused(listen: (report: Report) => void): () => void;
}

export function createFeed(connection: Connection, room: string): Feed {
  const news = new Set<(news: TopicNews) => void>();
  const ready = new Set<() => void>();
  const refused = new Set<(report: Report) => void>();
  let end: (() => void) | null = null;
  let readySession = 0;

  const add = <T>(set: Set<T>, listen: T): (() => void) => {
    set.add(listen);
    return () => set.delete(listen);
  };

  return {
    open() {
      end ??= connection.subscribe(`/topic/public/${room}`, ({ body }) => {
        const read = readNews<TopicNews>(body);
        if (read) for (const listen of [...news]) listen(read);
      }, {
        onReady: () => {
          readySession = connection.state.getState().sessions;
          for (const listen of [...ready]) listen();
        },
        onRefused: report => {
          for (const listen of [...refused]) listen(report);
        },
      });
    },
    close() {
      end?.();
      end = null;
      readySession = 0;
    },
    onNews: listen => add(news, listen),
    onReady(listen) {
      const { status, sessions } = connection.state.getState();
      if (end && status === 'online' && readySession === sessions) listen();
      return add(ready, listen);
    },
    onRefused: listen => add(refused, listen),
  };
}
