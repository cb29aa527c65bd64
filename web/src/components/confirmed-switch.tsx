import { Switch } from '@mantine/core';
import { useState } from 'react';
import type { TypedDocumentString } from '../generated/operations';
import { ConfirmChange } from './confirm-change';

interface ConfirmedSwitchProps<Result, Variables> {
  label: string;
  description: string;
  checked: boolean;
  document: TypedDocumentString<Result, Variables>;
  /** What turns it. */
  variables: Variables;
  /** What is asked before, and said when it is done. */
  question: { title: string; action: string; text: string; done: string };
}

/** A switch for something that many feel at once: it asks before it turns. */
export function ConfirmedSwitch<Result, Variables>(props: ConfirmedSwitchProps<Result, Variables>) {
  const { label, description, checked, document, variables, question } = props;
  const [asking, setAsking] = useState(false);
  const { title, action, text, done } = question;
  return (
    <>
      <Switch label={label} description={description} checked={checked} onChange={() => setAsking(true)} />
      {asking && (
        <ConfirmChange
          document={document}
          variables={variables}
          title={title}
          action={action}
          harmful
          done={done}
          onClose={() => setAsking(false)}
        >
          {text}
        </ConfirmChange>
      )}
    </>
  );
}
