import { useLocation, useNavigate, useSearchParams } from 'react-router';

/** Which page of a list is shown: gone whenever something else about the list changes. */
const pageParams = ['after', 'from'];

/** The part of a page's state that its address holds. What is set to the empty text is left out. */
export function useUrlState() {
  const [params, setParams] = useSearchParams();
  return {
    get: (name: string): string => params.get(name) ?? '',
    /** Changes what list is shown, and leads to its first page. */
    set: (changes: Record<string, string>, { replace = false } = {}) =>
      setParams((before) => changed(before, { ...changes, after: '', from: '' }), { replace }),
    /** Opens or closes something beside the list, which stays where it is. */
    show: (changes: Record<string, string>) => setParams((before) => changed(before, changes)),
  };
}

function changed(before: URLSearchParams, changes: Record<string, string>): URLSearchParams {
  const next = new URLSearchParams(before);
  for (const [name, value] of Object.entries(changes)) {
    if (value) next.set(name, value);
    else next.delete(name);
  }
  return next;
}

/** Where a page of a list begins, and the ways to the pages around it. */
export interface Pages {
  from: number;
  previous: () => void;
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
    next: (endCursor: string) =>
      setParams(changed(params, { after: endCursor, from: String(from + pageSize) }), {
        state: { depth: depth + 1 },
      }),
    /** One page back, or to the first when this page was opened by its address. */
    previous: () => {
      if (depth > 0) navigate(-1);
      else setParams(changed(params, Object.fromEntries(pageParams.map((name) => [name, '']))));
    },
  };
}

/** Paging through a list whose pages are named by how many come before them. */
export function useOffsetPages(pageSize: number) {
  const [params, setParams] = useSearchParams();
  const from = Math.max(0, Number(params.get('from')) || 0);
  const go = (to: number) => setParams(changed(params, { from: to > 0 ? String(to) : '' }));
  return {
    from,
    next: () => go(from + pageSize),
    previous: () => go(from - pageSize),
  };
}
