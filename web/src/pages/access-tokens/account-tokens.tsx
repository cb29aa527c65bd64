import { Badge, Group, Text } from '@mantine/core';
import { Link } from 'react-router';
import { useAsk } from '../../api/queries';
import type { Column } from '../../components/data-table';
import { List } from '../../components/list';
import { Empty } from '../../components/messages';
import { RowName } from '../../components/row-name';
import { isWithinDays, Time } from '../../components/time';
import { AccountTokensDocument, type TokenDetailsFragment } from '../../generated/operations';
import { TokenMenu } from './token-menu';

const unusedAfterDays = 30;

interface AccountTokensProps {
  username: string;
  /** The page under which they are made and rotated. */
  path: string;
  /** Whether the viewer may make one. */
  mayMake?: boolean;
}

/** The tokens of one account that work now. */
export function AccountTokens({ username, path, mayMake = true }: AccountTokensProps) {
  const answer = useAsk(AccountTokensDocument, { username });
  return (
    <List
      label={`Access tokens of ${username}`}
      columns={[
        ...tokenColumns,
        {
          name: 'Actions',
          end: true,
          show: (token) => <TokenMenu token={token} rotatePath={`${path}/tokens/${token.id}/rotate`} />,
        },
      ]}
      answer={answer}
      found={answer.data?.user?.accessTokens}
      empty={
        <Empty title="No access tokens">
          {mayMake && (
            <>
              <Link to={`${path}/tokens/new`}>Generate a token</Link> for each program, so that one can be
              revoked without the others.
            </>
          )}
        </Empty>
      }
    />
  );
}

/** What there is to know about a token, its name first. */
export const tokenColumns: [Column<TokenDetailsFragment>, ...Column<TokenDetailsFragment>[]] = [
  { name: 'Token', show: (token) => <TokenName token={token} /> },
  { name: 'Expires', show: ({ expiresAt }) => <Time at={expiresAt} /> },
  { name: 'Last used', show: (token) => <LastUse token={token} /> },
  {
    name: 'Created',
    names: true,
    show: ({ createdAt, creator }) => (
      <>
        <Time at={createdAt} />
        <Text size="sm" c="dimmed">
          by {creator.username}
        </Text>
      </>
    ),
  },
];

/** What a token is called and how to recognise it, with what there is to do about it. */
function TokenName({ token }: { token: TokenDetailsFragment }) {
  const { note, hint, scopes, expiresAt, lastUsedAt, createdAt, replacedBy } = token;
  const unused = isOlderThan(lastUsedAt ?? createdAt, unusedAfterDays);
  return (
    <>
      <Group gap="xs">
        <RowName name={note} />
        {replacedBy && (
          <Badge size="sm" color="gray">
            Rotated
          </Badge>
        )}
        {!replacedBy && isWithinDays(expiresAt, 7) && (
          <Badge size="sm" color="orange">
            Expires soon
          </Badge>
        )}
        {unused && (
          <Badge size="sm" color="yellow">
            Unused for {unusedAfterDays} days
          </Badge>
        )}
        {scopes.includes('site-admin:sudo') && (
          <Badge size="sm" color="red">
            Sudo
          </Badge>
        )}
      </Group>
      <Text size="sm" c="dimmed" ff="monospace">
        {hint}
      </Text>
    </>
  );
}

/** When a token was last used, and from where. */
function LastUse({ token: { lastUsedAt, lastUsedFrom } }: { token: TokenDetailsFragment }) {
  return (
    <>
      <Time at={lastUsedAt} />
      {lastUsedFrom && (
        <Text size="sm" c="dimmed" lineClamp={1} title={lastUsedFrom.userAgent} maw="18rem">
          {lastUsedFrom.ip}
          {(lastUsedFrom.clientName || lastUsedFrom.userAgent) &&
            `, ${lastUsedFrom.clientName || lastUsedFrom.userAgent}`}
        </Text>
      )}
    </>
  );
}

const isOlderThan = (at: string, days: number): boolean =>
  Date.now() - new Date(at).getTime() > days * 86_400_000;
