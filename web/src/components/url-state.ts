import { useLocation, useNavigate, useSearchParams } from 'react-router';

/**
 * The part of a page's state that its address holds. What is set to the empty text is left out; every change but
 * that of the page leads to the first page again.
 */
export function useUrlState() {
  const [params, setParams] = useSearchParams();
  return {
    get: (name: string): string => params.get(name) ?? '',
    set: (changes: Record<string, string>, { replace = false } = {}) =>
      setParams(
        (before) => {
          const next = new URLSearchParams(before);
          for (const name of ['after', 'from']) next.delete(name);
          for (const [name, value] of Object.entries(changes)) {
            if (value) next.set(name, value);
            else next.delete(name);
          }
          return next;
        },
        { replace },
      ),
  };
}

/** Paging through a list whose pages are named by the cursor before them. */
export function useCursorPages(pageSize: number) {
  const [params, setParams] = useSearchParams();
  const { state } = useLocation();
  const navigate = useNavigate();
  const depth: number = state?.depth ?? 0;
  const from = Math.max(0, Number(params.get('from')) || 0);
  return {
    after: params.get('after'),
    from,
    next: (endCursor: string) => {
      const next = new URLSearchParams(params);
      next.set('after', endCursor);
      next.set('from', String(from + pageSize));
      setParams(next, { state: { depth: depth + 1 } });
    },
    /** One page back, or to the first when this page was opened by its address. */
    previous: () => {
      if (depth > 0) return navigate(-1);
      const next = new URLSearchParams(params);
      next.delete('after');
      next.delete('from');
      return setParams(next);
    },
  };
}

export type CursorPages = ReturnType<typeof useCursorPages>;
