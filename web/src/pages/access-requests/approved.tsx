import { Alert, Anchor } from '@mantine/core';
import { Link } from 'react-router';
import { useAsk } from '../../api/queries';
import {
  type AccessRequestRowFragment,
  AnsweredAccessRequestDocument,
  type AnsweredAccessRequestQuery,
} from '../../generated/operations';
import { createAccountPath } from './paths';

/** Whether an id was that of a request. */
const isRequest = (node: AnsweredAccessRequestQuery['node'] | undefined): node is AccessRequestRowFragment =>
  !!node && 'email' in node;

/** What is left to do after a yes, which makes no account by itself. */
export function Approved({ id, onClose }: { id: string; onClose: () => void }) {
  const { data } = useAsk(AnsweredAccessRequestDocument, { id });
  const request = data?.node;
  if (!isRequest(request)) return null;
  return (
    <Alert
      color="green"
      role="status"
      title={`${request.name} is approved. What next?`}
      withCloseButton
      closeButtonLabel="Put away"
      onClose={onClose}
    >
      <Anchor component={Link} underline="always" to={createAccountPath(request)}>
        Create the account
      </Anchor>{' '}
      for {request.email}. Until then nobody is told.
    </Alert>
  );
}
