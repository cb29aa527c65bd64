import { useParams } from 'react-router';
import { RotateToken } from '../access-tokens/rotate-token';
import { settingsOf } from '../users/paths';

/** Replacing a token of a person by a new one. */
export function Component() {
  const { username = '', token = '' } = useParams();
  const back = `${settingsOf(username)}/tokens`;
  return (
    <RotateToken username={username} id={token} back={back} trail={[{ to: back, name: 'Access tokens' }]} />
  );
}
