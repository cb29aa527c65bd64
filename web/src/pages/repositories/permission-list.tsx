import { Button, Group } from '@mantine/core';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import type { Column } from '../../components/data-table';
import { ChoiceFilter, Filters, SearchFilter } from '../../components/filters';
import type { Choice } from '../../components/found-select';
import { Icon } from '../../components/icons';
import { List, type ListProps, NothingMatches } from '../../components/list';
import { useCursorPages } from '../../components/paging';
import { useUrlState } from '../../components/url-state';
import type { PermissionSource } from '../../generated/operations';
import { syncsOf } from '../permission-syncs/paths';
import { GrantDialog } from './grant-dialog';
import { GrantEnd, Reasons } from './marks';
import { RevokeMenu } from './revoke-menu';

/** An account that sees a repository, or a repository that an account sees. */
interface Permission {
  id: string;
  reasons: readonly string[];
  expiresAt: string | null;
}

/** Which permissions are wanted, and where in their list one is. */
export function usePermissionPages() {
  const url = useUrlState();
  const pages = useCursorPages(50);
  const source: PermissionSource | null = url.get('why') === 'granted' ? 'API' : null;
  return { ...pages, variables: { ...pages.variables, query: url.get('q') || null, source } };
}

interface PermissionListProps<Edge extends Permission>
  extends Pick<Required<ListProps<Edge>>, 'label' | 'answer' | 'found' | 'pages' | 'empty'> {
  /** What the rows are about, as the search and the first column name it. */
  about: 'Account' | 'Repository';
  name: (edge: Edge) => ReactNode;
  /** What to say when the list was narrowed until nothing is left. */
  nothing: string;
  /** What a row grants to whom. */
  grantOf: (edge: Edge) => { account: Choice | null; repository: Choice | null };
  /** What all rows have in common, for who may grant and revoke. */
  fixed?: Fixed | undefined;
}

type Fixed = { account: Choice } | { repository: Choice };

/** Where it is looked up again what the rows say. */
const pathOfSyncs = (fixed: Fixed): string =>
  'account' in fixed
    ? syncsOf({ kind: 'account', name: fixed.account.name })
    : syncsOf({ kind: 'repository', name: fixed.repository.name });

/** Who sees what and why, with ways to grant and to revoke. */
export function PermissionList<Edge extends Permission>(props: PermissionListProps<Edge>) {
  const { about, name, nothing, grantOf, fixed, empty, ...list } = props;
  const url = useUrlState();
  const columns: Column<Edge>[] = [
    { name: about, show: name },
    { name: 'Why', show: ({ reasons }) => <Reasons reasons={reasons} /> },
    { name: 'Grant ends', show: (edge) => <GrantEnd edge={edge} /> },
  ];
  const revocation: Column<Edge> = {
    name: 'Actions',
    end: true,
    show: (edge) => {
      const { account, repository } = grantOf(edge);
      const of = about === 'Account' ? account : repository;
      return (
        account &&
        repository &&
        of && <RevokeMenu account={account} repository={repository} reasons={edge.reasons} of={of.name} />
      );
    },
  };
  return (
    <>
      <Filters
        actions={
          fixed && (
            <Group gap="sm">
              <Button component={Link} variant="default" to={pathOfSyncs(fixed)}>
                Syncs
              </Button>
              <Button leftSection={<Icon name="plus" size={16} />} onClick={() => url.show({ grant: 'new' })}>
                {about === 'Account' ? 'Grant to an account' : 'Grant a repository'}
              </Button>
            </Group>
          )
        }
      >
        <SearchFilter label={about} />
        <ChoiceFilter label="Why" name="why" choices={{ '': 'For any reason', granted: 'By a grant' }} />
      </Filters>
      <List
        {...list}
        columns={fixed ? [...columns, revocation] : columns}
        empty={url.any('q', 'why') ? <NothingMatches title={nothing} /> : empty}
      />
      {fixed && url.get('grant') && <GrantDialog {...fixed} onClose={() => url.show({ grant: '' })} />}
    </>
  );
}
