import { Skeleton } from '@mantine/core';
import { useParams } from 'react-router';
import { useAsk } from '../../api/queries';
import { LoadingFailed, Missing } from '../../components/messages';
import { AccountTokensDocument } from '../../generated/operations';
import { NewToken } from '../access-tokens/new-token';
import { settingsOf } from '../users/paths';

/** A new token for a person. */
export function Component() {
  const { username = '' } = useParams();
  const { data, error, refetch } = useAsk(AccountTokensDocument, { username });
  if (error) return <LoadingFailed error={error} retry={refetch} />;
  if (!data) return <Skeleton height={120} />;
  if (!data.user) return <Missing what={`There is no account ${username}`} />;
  const back = `${settingsOf(username)}/tokens`;
  return <NewToken subject={data.user} back={back} trail={[{ to: back, name: 'Access tokens' }]} />;
}
