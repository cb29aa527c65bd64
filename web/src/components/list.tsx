import { Box, Title } from '@mantine/core';
import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { type Column, DataTable, type TableOrder } from './data-table';
import { Empty, LoadingFailed, Problem } from './messages';
import type { Paging, Part } from './paging';

export interface ListProps<Row> {
  /** A heading, where the page has other things beside the list. */
  title?: string;
  /** Names the table. */
  label: string;
  columns: Column<Row>[];
  /** What is there of the list. Undefined while it is not here yet. */
  found: Part<Row> | null | undefined;
  /** How it was asked for, where the list is not part of what the page has already. */
  answer?: Pick<UseQueryResult<unknown, Error>, 'error' | 'refetch' | 'isFetching' | 'isPlaceholderData'>;
  /** Without it the list is always shown as a whole. */
  pages?: Paging;
  order?: TableOrder;
  /** In place of the table when there is nothing: why, and what to do. */
  empty: ReactNode;
}

/** A list on a page, in every state that it can be in. */
export function List<Row extends { id: string }>(props: ListProps<Row>) {
  const { title, label, columns, found, answer, pages, order, empty } = props;
  if (answer?.error && !found) return <LoadingFailed error={answer.error} retry={answer.refetch} />;
  return (
    <Box className="card" p={{ base: 'xs', sm: 'md' }}>
      {title && <Title order={2}>{title}</Title>}
      {/* What is shown is from before. */}
      <Problem error={answer?.error} />
      {found?.nodes.length === 0 ? (
        pages && pages.from > 0 ? (
          <Empty title="Nothing is left on this page">Go back to the one before.</Empty>
        ) : (
          empty
        )
      ) : (
        <DataTable
          label={label}
          columns={columns}
          rows={found?.nodes}
          busy={answer?.isPlaceholderData}
          order={order}
        />
      )}
      {found && pages?.below(found, answer?.isFetching ?? false)}
    </Box>
  );
}

/** In place of a list that was narrowed until nothing is left. */
export function NothingMatches({ title }: { title: string }) {
  return (
    <Empty title={title}>
      Look for less, or <Link to="?">show all of them</Link>.
    </Empty>
  );
}
