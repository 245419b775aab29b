import { Button } from 'react-aria-components';
import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import { useText } from '../../text';
import { Popup } from './Popup';

interface Question {
  readonly title: string;
  readonly text?: string;
  readonly yes: string;
  answer(yes: boolean): void;
}

const asked = createStore<{ question: Question | null }>(() => ({ question: null }));

/** Asks before something is done that cannot be undone. */
export function confirm(title: string, yes: string, text?: string): Promise<boolean> {
  asked.getState().question?.answer(false);
  return new Promise((resolve) => {
    const answer = (agreed: boolean) => {
      asked.setState({ question: null });
      resolve(agreed);
    };
    asked.setState({ question: { title, yes, answer, ...(text !== undefined && { text }) } });
  });
}

export function Confirmation() {
  const t = useText();
  const { question } = useStore(asked);
  if (!question) return null;
  return (
    <Popup
      title={question.title} narrow role="alertdialog" onClose={() => question.answer(false)}
      footer={
        <>
          <Button className="button" autoFocus onPress={() => question.answer(false)}>{t.app.cancel}</Button>
          <Button className="button danger" onPress={() => question.answer(true)}>{question.yes}</Button>
        </>
      }
    >
      {question.text && <p>{question.text}</p>}
    </Popup>
  );
}
