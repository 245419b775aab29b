import { useEffect } from 'react';
import { useText } from '../../text';
import { kept } from '../kept';
import { announce, toast } from '../notice/notices';
import { tellProblem } from '../notice/problemText';
import { useThings } from './context';
import { chime } from './sounds';
import { useActions } from './useActions';

/** Tells what happens in the room: to the ear, to the eye, and to those who look elsewhere. */
export function useNews(): void {
  const t = useText();
  const { visit, engine, view } = useThings();
  const actions = useActions();

  useEffect(() => {
    const { room, call, chat, files } = visit;
    const sound = (name: Parameters<typeof chime>[0]) => chime(name, engine.media.state.getState().chosen.speaker);
    let locked = room.state.getState().room?.locked ?? false;
    let waitingGone = () => {};

    const offs = [
      call.onNews((news) => {
        if (news.type === 'resumed') return;
        const { name } = news.peer.user;
        if (news.type === 'hand') {
          if (!news.up) return announce(t.announce.handDown(name));
          toast(t.announce.handUp(name), { stays: 5000 });
          sound('hand');
        } else if (news.type === 'joined') { announce(t.announce.joined(name)); sound('joined'); }
        else if (news.type === 'left') { announce(news.reason === 'lost' ? t.announce.lost(name) : t.announce.left(name)); sound('left'); }
        else if (news.type === 'away') announce(t.announce.lost(name));
        else if (news.type === 'screen') announce(news.on ? t.announce.screenOn(name) : t.announce.screenOff(name));
        else announce(t.announce.back(name));
      }),
      room.onNews((news) => {
        if (news.type === 'waiting') {
          sound('waiting');
          const last = news.people.at(-1);
          if (!last) return;
          const text = news.people.length === 1 ? t.people.waits(last.name) : t.people.manyWait(news.people.length);
          notify(text);
          waitingGone();
          waitingGone = toast(text, {
            actions: [
              ...(news.people.length === 1 ? [{ label: t.people.admit, primary: true, run: () => void room.admit(last.id).catch(tellProblem) }] : []),
              { label: t.people.show, run: () => view.setState({ panel: 'people' }) },
            ],
          });
        } else if (news.type === 'role') announce(t.announce.role(news.member.name, t.people.roles[news.member.role]));
        else if (news.type === 'member-left' && news.reason !== 'left') announce(t.announce.kickedOther(news.member.name));
        else if (news.type === 'settings') {
          if (news.room.locked !== locked) announce(news.room.locked ? t.announce.locked : t.announce.unlocked);
          locked = news.room.locked;
        }
        else if (news.type === 'mute') {
          const { by, muted } = news.request;
          if (muted) {
            toast(t.people.muteRequested(by.name));
            room.answerMute();
          } else {
            sound('hand');
            toast(t.people.unmuteRequested(by.name), {
              actions: [
                { label: t.people.unmuteYes, primary: true, run: () => { room.answerMute(); actions.setMicrophone(true); } },
                { label: t.people.unmuteNo, run: () => room.answerMute() },
              ],
            });
          }
        }
      }),
      // The notice goes when somebody has decided, here or elsewhere.
      room.state.subscribe((state) => {
        if (state.waiting.length === 0) waitingGone();
      }),
      chat.onMessage((message) => {
        announce(t.chat.announce(message.author.name, message.text.slice(0, 280)));
        if (message.mentionsMe) notify(t.chat.said(message.author.name, message.text.slice(0, 140)));
        if (message.mentionsMe || view.getState().panel !== 'chat') sound('message');
      }),
      files.onOffer((transfer) => {
        sound('message');
        toast(t.files.offers(transfer.person.name, transfer.name), {
          actions: [
            { label: t.files.accept, primary: true, run: () => { view.setState({ panel: 'files' }); void files.accept(transfer.id).catch(tellProblem); } },
            { label: t.files.decline, run: () => files.decline(transfer.id) },
          ],
        });
      }),
      engine.media.onNews((news) => toast(news.instead ? `${t.media.gone[news.kind]} ${t.media.instead(news.instead)}` : t.media.gone[news.kind], { tone: 'danger' })),
    ];
    return () => {
      for (const off of offs) off();
      waitingGone();
    };
  }, [visit, engine, view, actions, t]);
}

/** A notice of the system, for those who look elsewhere and wished for it. */
function notify(text: string): void {
  if (!kept.getState().notifications || !document.hidden || typeof Notification === 'undefined' || Notification.permission !== 'granted') return;
  new Notification('Wava', { body: text, tag: text, icon: '/icon.svg' });
}
