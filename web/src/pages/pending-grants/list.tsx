import { Alert, Anchor, Button, Stack } from '@mantine/core';
import { Link } from 'react-router';
import { useAsk } from '../../api/queries';
import type { Column } from '../../components/data-table';
import { Filters, SearchFilter } from '../../components/filters';
import { Icon } from '../../components/icons';
import { List, NothingMatches } from '../../components/list';
import { Empty } from '../../components/messages';
import { PageHeader } from '../../components/page';
import { useCursorPages } from '../../components/paging';
import { RowName } from '../../components/row-name';
import { Time } from '../../components/time';
import { useUrlState } from '../../components/url-state';
import {
  BindIdMappingDocument,
  PendingGrantsDocument,
  type PendingGrantsQuery,
} from '../../generated/operations';
import { pathOfRepository } from '../repositories/paths';
import { GrantDialog } from './grant-dialog';
import { RevokeMenu } from './revoke-menu';

/** A grant that waits. */
export type PendingGrant = PendingGrantsQuery['pendingRepositoryPermissions']['nodes'][number];

/** Site admin > Repositories > Pending grants. */
export function Component() {
  const url = useUrlState();
  const pages = useCursorPages(50);
  const answer = useAsk(PendingGrantsDocument, { ...pages.variables, query: url.get('q') || null });
  const mapping = useAsk(BindIdMappingDocument, {}).data?.site.permissionsUserMappingBindID;
  const found = answer.data?.pendingRepositoryPermissions;
  const rows = found?.nodes.map((grant) => ({ ...grant, id: `${grant.repositoryID} ${grant.bindID}` }));
  return (
    <Stack>
      <PageHeader
        title="Pending grants"
        lead="Repositories that wait for somebody who has no account yet. Whoever takes the user name, or proves the address, gets them at once."
      />
      {mapping === null && (
        <Alert color="yellow" title="Nothing more can be granted here">
          <Anchor component={Link} to="/site-admin/configuration" underline="always">
            The site configuration
          </Anchor>{' '}
          has <code>permissions.userMapping.enabled</code> switched off. What waits can be taken back.
        </Alert>
      )}
      <Filters
        actions={
          mapping && (
            <Button leftSection={<Icon name="plus" size={16} />} onClick={() => url.show({ grant: 'new' })}>
              Grant a repository
            </Button>
          )
        }
      >
        <SearchFilter label="Who or repository" />
      </Filters>
      <List
        label="Pending grants"
        columns={columns}
        answer={answer}
        found={found && rows && { ...found, nodes: rows }}
        pages={pages}
        empty={
          url.any('q') ? (
            <NothingMatches title="No grant matches" />
          ) : (
            <Empty title="Nobody is waited for">
              What is granted to somebody without an account, here or over the API, is listed here until they
              come.
            </Empty>
          )
        }
      />
      {mapping && url.get('grant') && (
        <GrantDialog mapping={mapping} onClose={() => url.show({ grant: '' })} />
      )}
    </Stack>
  );
}

const columns: Column<PendingGrant & { id: string }>[] = [
  { name: 'Who', show: ({ bindID }) => <RowName name={bindID} /> },
  {
    name: 'Repository',
    names: true,
    show: ({ repositoryID, repositoryName }) => (
      <RowName name={repositoryName} to={pathOfRepository(repositoryID)} />
    ),
  },
  { name: 'Waits since', show: ({ createdAt }) => <Time at={createdAt} /> },
  { name: 'Grant ends', show: ({ expiresAt }) => <Time at={expiresAt} /> },
  { name: 'Actions', end: true, show: (grant) => <RevokeMenu grant={grant} /> },
];
