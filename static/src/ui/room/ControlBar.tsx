import { ChevronUp, Ellipsis, FileUp, Hand, Keyboard, MessageSquare, Mic, MicOff, MonitorUp, MonitorX, PhoneOff, Settings, Users, Video, VideoOff } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button, Dialog, DialogTrigger, Menu, MenuItem, MenuTrigger, Popover } from 'react-aria-components';
import { useText } from '../../text';
import { IconButton } from '../parts/IconButton';
import { DeviceChoices } from '../settings/DeviceChoices';
import { useCallState, useChatState, useMedia, useRoomState, useThings, useView } from './context';
import { useActions } from './useActions';
import { togglePanel, type Panel } from './view';

/** What one does all the time. */
export function ControlBar({ inCall, talking }: { inCall: boolean; talking: boolean }) {
  const t = useText();
  const { visit, engine } = useThings();
  const actions = useActions();
  const microphone = useMedia((state) => state.microphone.status);
  const camera = useMedia((state) => state.camera.status);
  const screen = useMedia((state) => state.screen.status);
  const hand = useCallState((state) => state.own.hand !== null);
  const loud = useMedia((state) => state.microphone.status === 'on' && state.level > 0.02);
  const canShare = typeof navigator.mediaDevices?.getDisplayMedia === 'function';
  const on = (status: string) => status === 'on' || status === 'starting';
  return (
    <section className="bar" aria-label={t.room.controls}>
      {inCall && (
        <div className="bar-group">
          <div className="split">
            <IconButton
              className={`control ${on(microphone) || talking ? 'on' : 'off'} ${loud || talking ? 'loud' : ''}`} shortcut="M" label={on(microphone) ? t.room.mute : t.room.unmute} onPress={actions.microphone}
            >
              {on(microphone) || talking ? <Mic size={22} aria-hidden /> : <MicOff size={22} aria-hidden />}
            </IconButton>
            <DialogTrigger>
              <Button className="control-more" aria-label={t.room.microphoneChoice}><ChevronUp size={16} aria-hidden /></Button>
              <Popover className="popover devices" placement="top"><Dialog aria-label={t.settings.devices}><DeviceChoices media={engine.media} /></Dialog></Popover>
            </DialogTrigger>
          </div>
          <IconButton className={`control ${on(camera) ? 'on' : 'off'}`} shortcut="V" label={on(camera) ? t.room.cameraStop : t.room.cameraStart} onPress={actions.camera}>
            {on(camera) ? <Video size={22} aria-hidden /> : <VideoOff size={22} aria-hidden />}
          </IconButton>
          {canShare && (
            <IconButton className={`control wide-only ${on(screen) ? 'active' : ''}`} shortcut="S" label={on(screen) ? t.room.screenStop : t.room.screenStart} onPress={actions.screen}>
              {on(screen) ? <MonitorX size={22} aria-hidden /> : <MonitorUp size={22} aria-hidden />}
            </IconButton>
          )}
          <IconButton className={`control ${hand ? 'active' : ''}`} shortcut="H" label={hand ? t.room.handDown : t.room.handUp} onPress={actions.hand}>
            <Hand size={22} aria-hidden />
          </IconButton>
        </div>
      )}
      <div className="bar-group">
        <ChatButton />
        <PeopleButton />
        <PanelButton panel="files" label={t.room.files} wide><FileUp size={22} aria-hidden /></PanelButton>
        <More inCall={inCall} canShare={canShare} sharing={on(screen)} />
      </div>
      {inCall && (
        <IconButton className="control leave" label={t.room.leaveCall} onPress={() => void visit.call.leave()}><PhoneOff size={22} aria-hidden /></IconButton>
      )}
    </section>
  );
}

function PanelButton({ panel, label, shortcut, wide, badge, children }: { panel: Panel; label: string; shortcut?: string; wide?: boolean; badge?: ReactNode; children: ReactNode }) {
  const { view } = useThings();
  const open = useView((state) => state.panel === panel);
  return (
    <IconButton
      className={`control ${open ? 'active' : ''} ${wide ? 'wide-only' : ''}`} label={label} aria-expanded={open} data-panel={panel} onPress={() => togglePanel(view, panel)}
      {...(shortcut && { shortcut })}
    >
      {children}
      {badge}
    </IconButton>
  );
}

function ChatButton() {
  const t = useText();
  const { unread, unreadMentions } = useChatState((state) => state);
  const open = useView((state) => state.panel === 'chat');
  const count = open ? 0 : unread;
  return (
    <PanelButton
      panel="chat" label={count ? `${t.room.chat}, ${t.room.unreadBadge(count)}` : t.room.chat} shortcut="C"
      badge={count > 0 && <span aria-hidden className={`badge ${unreadMentions ? 'mention' : ''}`}>{unreadMentions ? '@' : count > 99 ? '99+' : count}</span>}
    >
      <MessageSquare size={22} aria-hidden />
    </PanelButton>
  );
}

function PeopleButton() {
  const t = useText();
  const waiting = useRoomState((state) => state.waiting.length);
  return (
    <PanelButton
      panel="people" label={waiting ? `${t.room.people}, ${t.room.waitingBadge(waiting)}` : t.room.people} shortcut="P" wide={waiting === 0}
      badge={waiting > 0 && <span aria-hidden className="badge mention">{waiting}</span>}
    >
      <Users size={22} aria-hidden />
    </PanelButton>
  );
}

function More({ inCall, canShare, sharing }: { inCall: boolean; canShare: boolean; sharing: boolean }) {
  const t = useText();
  const { view } = useThings();
  const actions = useActions();
  return (
    <MenuTrigger>
      <Button className="control" aria-label={t.room.moreActions}><Ellipsis size={22} aria-hidden /></Button>
      <Popover className="popover" placement="top">
        <Menu className="menu" aria-label={t.room.moreActions}>
          {inCall && canShare && <Item icon={<MonitorUp size={18} aria-hidden />} narrow onAction={actions.screen}>{sharing ? t.room.screenStop : t.room.screenStart}</Item>}
          <Item icon={<Users size={18} aria-hidden />} narrow onAction={() => view.setState({ panel: 'people' })}>{t.room.people}</Item>
          <Item icon={<FileUp size={18} aria-hidden />} narrow onAction={() => view.setState({ panel: 'files' })}>{t.room.files}</Item>
          <Item icon={<Settings size={18} aria-hidden />} onAction={() => view.setState({ dialog: 'settings' })}>{t.room.settings}</Item>
          <Item icon={<Keyboard size={18} aria-hidden />} onAction={() => view.setState({ dialog: 'shortcuts' })}>{t.room.shortcuts}</Item>
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}

function Item({ icon, narrow, children, onAction }: { icon: ReactNode; narrow?: boolean; children: string; onAction: () => void }) {
  return <MenuItem className={`menu-item ${narrow ? 'narrow-only' : ''}`} textValue={children} onAction={onAction}>{icon}{children}</MenuItem>;
}
