import { useParams } from 'react-router';
import { RotateToken } from '../access-tokens/rotate-token';
import { listPath, pathOf } from './paths';

/** Replacing a token of a service account by a new one. */
export function Component() {
  const { name = '', token = '' } = useParams();
  return (
    <RotateToken
      username={name}
      id={token}
      back={pathOf(name)}
      trail={[
        { to: listPath, name: 'Service accounts' },
        { to: pathOf(name), name },
      ]}
    />
  );
}
