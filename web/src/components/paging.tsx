import type { ReactNode } from 'react';
import { useLocation, useNavigate } from 'react-router';
import { Pager } from './pager';
import { ShowMore } from './show-more';
import { firstPage, useUrlState } from './url-state';

/** A part of a list, as the server answers it. */
export interface Part<Row> {
  nodes: readonly Row[];
  totalCount?: number;
  pageInfo?: { hasNextPage: boolean; endCursor: string | null };
}

/** A way through a list that is shown part by part. */
export interface Paging {
  /** How many come before the part that is shown. */
  from: number;
  /** What stands below a part: which one it is, and the ways to the others. */
  below: (part: Part<unknown>, busy: boolean) => ReactNode;
}

/** Paging through a list whose pages are named by the cursor before them. */
export function useCursorPages(pageSize: number) {
  const url = useUrlState();
  const { state } = useLocation();
  const navigate = useNavigate();
  const depth: number = state?.depth ?? 0;
  const from = startOf(url.get('from'));
  const next = (endCursor: string) =>
    url.show({ after: endCursor, from: String(from + pageSize) }, { state: { depth: depth + 1 } });
  /** One page back, or to the first when this page was opened by its address. */
  const previous = () => (depth > 0 ? navigate(-1) : url.show(firstPage));
  return {
    variables: { first: pageSize, after: url.get('after') || null },
    from,
    below: ({ nodes, totalCount, pageInfo }: Part<unknown>) => {
      const end = pageInfo?.hasNextPage ? pageInfo.endCursor : null;
      return (
        <Pager
          from={from}
          shown={nodes.length}
          total={totalCount}
          previous={previous}
          next={end === null ? undefined : () => next(end)}
        />
      );
    },
  };
}

/** Paging through a list whose pages are named by how many come before them. */
export function useOffsetPages(pageSize: number) {
  const url = useUrlState();
  const from = startOf(url.get('from'));
  const go = (to: number) => url.show({ from: to > 0 ? String(to) : '' });
  return {
    variables: { limit: pageSize, offset: from },
    from,
    below: ({ nodes, totalCount = 0 }: Part<unknown>) => (
      <Pager
        from={from}
        shown={nodes.length}
        total={totalCount}
        previous={() => go(from - pageSize)}
        next={from + nodes.length < totalCount ? () => go(from + pageSize) : undefined}
      />
    ),
  };
}

/** Showing more and more of a list that is only ever read from its beginning. */
export function useGrowing(step: number) {
  const url = useUrlState();
  const first = Math.max(step, Number(url.get('show')) || 0);
  return {
    variables: { first },
    from: 0,
    below: ({ nodes, totalCount = 0 }: Part<unknown>, busy: boolean) => (
      <ShowMore
        shown={nodes.length}
        total={totalCount}
        more={
          nodes.length < totalCount
            ? () => url.set({ show: String(first * 2) }, { replace: true })
            : undefined
        }
        busy={busy}
      />
    ),
  };
}

const startOf = (from: string): number => Math.max(0, Number(from) || 0);
