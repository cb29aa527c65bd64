import {
  keepPreviousData,
  QueryClient,
  type UseQueryResult,
  useMutation,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query';
import { useState } from 'react';
import type { TypedDocumentString } from '../generated/operations';
import { ApiError, ask } from './ask';

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 5_000,
      // The same request would be refused again; a connection may come back.
      retry: (count, error) => count < 2 && error instanceof ApiError && error.code === 'UNREACHABLE',
    },
  },
});

interface Options<Result> {
  /** Whether to ask at all. */
  enabled?: boolean;
  /** How often to ask again, in milliseconds, given what was answered last. */
  refetchInterval?: number | false | ((answer: Result | undefined) => number | false);
}

/** The answer to a query. While the variables change the answer before stays, so that nothing jumps. */
export function useAsk<Result, Variables>(
  document: TypedDocumentString<Result, Variables>,
  variables: Variables,
  { enabled = true, refetchInterval = false }: Options<Result> = {},
): UseQueryResult<Result, Error> {
  return useQuery({
    queryKey: [document.toString(), variables],
    queryFn: ({ signal }) => ask(document, variables, signal),
    placeholderData: keepPreviousData,
    enabled,
    refetchInterval:
      typeof refetchInterval === 'function' ? ({ state }) => refetchInterval(state.data) : refetchInterval,
  });
}

/** A change. When it is done everything on the page is asked for again. */
export function useChange<Result, Variables>(document: TypedDocumentString<Result, Variables>) {
  const client = useQueryClient();
  return useMutation<Result, Error, Variables>({
    mutationFn: (variables) => ask(document, variables),
    onSuccess: () => {
      // Not waited for: a page that was renamed or deleted must have left before it is asked for again.
      client.invalidateQueries();
    },
    gcTime: 0,
  });
}

/** A change whose answer holds a secret. It is handed on once and kept nowhere: not in a cache, not in this state. */
export function useSecretChange<Result, Variables>(document: TypedDocumentString<Result, Variables>) {
  const client = useQueryClient();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  return {
    busy,
    error,
    /** Undefined when it failed. */
    make: async (variables: Variables): Promise<Result | undefined> => {
      if (busy) return undefined;
      setBusy(true);
      setError(undefined);
      try {
        const made = await ask(document, variables);
        client.invalidateQueries();
        return made;
      } catch (failure) {
        setError(failure);
        return undefined;
      } finally {
        setBusy(false);
      }
    },
  };
}
