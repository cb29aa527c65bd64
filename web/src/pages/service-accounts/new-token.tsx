import { Skeleton } from '@mantine/core';
import { useParams } from 'react-router';
import { useAsk } from '../../api/queries';
import { LoadingFailed, Missing } from '../../components/messages';
import { ServiceAccountPageDocument } from '../../generated/operations';
import { NewToken } from '../access-tokens/new-token';
import { listPath, pathOf } from './paths';

/** + Generate new token, for a service account. */
export function Component() {
  const { name = '' } = useParams();
  const { data, error, refetch } = useAsk(ServiceAccountPageDocument, { name });
  if (error) return <LoadingFailed error={error} retry={refetch} />;
  if (!data) return <Skeleton height={120} />;
  const account = data.serviceAccount;
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
