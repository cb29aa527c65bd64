import { Link } from 'react-router';
import { useAsk } from '../../api/queries';
import { AccountKind } from '../../components/account-kind';
import type { Column } from '../../components/data-table';
import { List } from '../../components/list';
import { Empty } from '../../components/messages';
import { useCursorPages } from '../../components/paging';
import { RowName } from '../../components/row-name';
import { RoleHoldersDocument, type RoleHoldersQuery } from '../../generated/operations';
import { pathOfAccount, usersPath } from '../users/paths';

type Holder = Extract<NonNullable<RoleHoldersQuery['node']>, { holders: object }>['holders']['nodes'][number];

/** Which accounts hold a role. */
export function Holders({ role }: { role: { id: string; name: string } }) {
  const pages = useCursorPages(25);
  const answer = useAsk(RoleHoldersDocument, { id: role.id, ...pages.variables });
  const node = answer.data?.node;
  return (
    <List
      title="Who holds it"
      label={`Who holds ${role.name}`}
      columns={columns}
      answer={answer}
      found={node && 'holders' in node ? node.holders : undefined}
      pages={pages}
      empty={
        <Empty title="Nobody holds it">
          Assign it under <Link to={usersPath}>Users</Link>, with Manage roles.
        </Empty>
      }
    />
  );
}

const columns: Column<Holder>[] = [
  { name: 'Account', show: (account) => <RowName name={account.username} to={pathOfAccount(account)} /> },
  { name: 'Display name', names: true, show: ({ displayName }) => displayName || '–' },
  { name: 'Type', show: (account) => <AccountKind {...account} /> },
];
