import { Menu } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { Link } from 'react-router';
import { ConfirmChange } from '../../components/confirm-change';
import { HarmfulItem, RowMenu } from '../../components/row-menu';
import {
  type AccessRequestRowFragment,
  type AccessRequestStatus,
  AnswerAccessRequestDocument,
} from '../../generated/operations';
import { createAccountPath } from './paths';

interface Answer {
  title: string;
  action: string;
  harmful?: boolean;
  /** What it means. */
  text: ReactNode;
  done: string;
}

const answers: Record<AccessRequestStatus, (name: string) => Answer> = {
  APPROVED: (name) => ({
    title: `Approve ${name}?`,
    action: 'Approve',
    text: 'It notes your answer. The account is created in a second step, to which you are led, and takes a seat of the licence.',
    done: `${name} is approved.`,
  }),
  REJECTED: (name) => ({
    title: `Reject ${name}?`,
    action: 'Reject',
    harmful: true,
    text: 'Nobody is told. Whoever asks again with this address is not heard, until you put the request back.',
    done: `${name} is rejected.`,
  }),
  CANCELED: (name) => ({
    title: `The request of ${name} is not needed?`,
    action: 'Put away',
    text: 'For somebody who has an account by now, or asked by mistake. They may ask again.',
    done: `The request of ${name} is put away.`,
  }),
  PENDING: (name) => ({
    title: `Put the request of ${name} back?`,
    action: 'Put back',
    text: 'It waits for an answer again. An account that was created meanwhile stays.',
    done: `The request of ${name} waits again.`,
  }),
};

interface RequestMenuProps {
  request: AccessRequestRowFragment;
  onApproved: () => void;
}

/** The answers that can be given to a request. */
export function RequestMenu({ request, onApproved }: RequestMenuProps) {
  const { id, name, status } = request;
  const [asking, setAsking] = useState<AccessRequestStatus>();
  const answer = asking && answers[asking](name);
  return (
    <>
      <RowMenu of={name}>
        {status === 'PENDING' ? (
          <>
            <Menu.Item onClick={() => setAsking('APPROVED')}>Approve</Menu.Item>
            <Menu.Item onClick={() => setAsking('CANCELED')}>Not needed</Menu.Item>
            <HarmfulItem onClick={() => setAsking('REJECTED')}>Reject</HarmfulItem>
          </>
        ) : (
          <>
            {status === 'APPROVED' && (
              <Menu.Item component={Link} to={createAccountPath(request)}>
                Create the account
              </Menu.Item>
            )}
            <Menu.Item onClick={() => setAsking('PENDING')}>Put back</Menu.Item>
          </>
        )}
      </RowMenu>
      {asking && answer && (
        <ConfirmChange
          document={AnswerAccessRequestDocument}
          variables={{ id, status: asking }}
          title={answer.title}
          action={answer.action}
          harmful={answer.harmful}
          done={answer.done}
          onClose={() => setAsking(undefined)}
          onDone={asking === 'APPROVED' ? onApproved : undefined}
        >
          {answer.text}
        </ConfirmChange>
      )}
    </>
  );
}
