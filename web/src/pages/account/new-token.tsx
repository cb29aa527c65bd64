import { useParams } from 'react-router';
import { useAsk } from '../../api/queries';
import { Missing, NotYet } from '../../components/messages';
import { AccountTokensDocument } from '../../generated/operations';
import { NewToken } from '../access-tokens/new-token';
import { settingsOf } from '../users/paths';

/** A new token for a person. */
export function Component() {
  const { username = '' } = useParams();
  const answer = useAsk(AccountTokensDocument, { username });
  if (!answer.data) return <NotYet answer={answer} height={120} />;
  if (!answer.data.user) return <Missing what={`There is no account ${username}`} />;
  const back = `${settingsOf(username)}/tokens`;
  return <NewToken subject={answer.data.user} back={back} trail={[{ to: back, name: 'Access tokens' }]} />;
}
