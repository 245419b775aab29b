import { Component, type ReactNode } from 'react';
import { texts } from '../../text';
import { EndScreen } from './EndScreen';

/** A fault in one screen shows a screen that says so, not an empty page. */
export class CrashGuard extends Component<{ children: ReactNode }, { crashed: boolean }> {
  override state = { crashed: false };

  static getDerivedStateFromError() {
    return { crashed: true };
  }

  override render() {
    if (!this.state.crashed) return this.props.children;
    return (
      <EndScreen end="crashed">
        <button type="button" className="button primary" onClick={() => location.reload()}>{texts().app.reload}</button>
      </EndScreen>
    );
  }
}
