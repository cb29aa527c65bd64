import { useParams } from 'react-router';
import { useAsk } from '../../api/queries';
import { Missing, NotYet } from '../../components/messages';
import { ServiceAccountPageDocument } from '../../generated/operations';
import { NewToken } from '../access-tokens/new-token';
import { listPath, pathOf } from './paths';

/** + Generate new token, for a service account. */
export function Component() {
  const { name = '' } = useParams();
  const answer = useAsk(ServiceAccountPageDocument, { name });
  if (!answer.data) return <NotYet answer={answer} height={120} />;
  const account = answer.data.serviceAccount;
  if (!account) return <Missing what={`There is no service account ${name}`} />;
  return (
    <NewToken
      subject={{ id: account.user.id, username: account.name, serviceAccount: true }}
      back={pathOf(account.name)}
      trail={[
        { to: listPath, name: 'Service accounts' },
        { to: pathOf(account.name), name: account.name },
      ]}
    />
  );
}
