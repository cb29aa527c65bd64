import { useEffect } from 'react';
import { type NavigateOptions, useLocation, useSearchParams } from 'react-router';

/** What the address was last asked to have, until it is there: of two changes at once none is lost. */
let coming: URLSearchParams | undefined;

/** The part of a page's state that its address holds. What is set to the empty text is left out. */
export function useUrlState() {
  const [params, setParams] = useSearchParams();
  const { key } = useLocation();
  // biome-ignore lint/correctness/useExhaustiveDependencies: it is there once the address is another one.
  useEffect(() => {
    coming = undefined;
  }, [key]);
  const change = (changes: Record<string, string>, options?: NavigateOptions) => {
    coming = changed(coming ?? params, changes);
    setParams(coming, options);
  };
  return {
    get: (name: string): string => params.get(name) ?? '',
    /** Whether the address has any of these. */
    any: (...names: string[]): boolean => names.some((name) => params.get(name)),
    /** Changes what list is shown, and leads to its first page. */
    set: (changes: Record<string, string>, { replace = false } = {}) =>
      change({ ...changes, ...firstPage }, { replace }),
    /** Opens or closes something beside the list, which stays where it is, or leads to another page of it. */
    show: change,
  };
}

/** Which page of a list is shown: gone whenever something else about the list changes. */
export const firstPage = { after: '', from: '' };

/** The parameters of an address with some of them changed. */
function changed(before: URLSearchParams, changes: Record<string, string>): URLSearchParams {
  const next = new URLSearchParams(before);
  for (const [name, value] of Object.entries(changes)) {
    if (value) next.set(name, value);
    else next.delete(name);
  }
  return next;
}

/** An order that a list can have: what the server calls it, and which way it goes. */
interface Order<By> {
  by: By;
  descending: boolean;
}

/**
 * How a list is ordered, by the name of a column; choosing the same one again turns it. The address has it as `order`,
 * with a `-` in front when it is turned, but for the usual one.
 */
export function useOrder<By>(orders: Record<string, Order<By>>, usual: string) {
  const url = useUrlState();
  const [, turn, chosen = ''] = /^(-?)(.*)$/s.exec(url.get('order')) ?? [];
  const known = Object.hasOwn(orders, chosen);
  const column = known ? chosen : usual;
  const turned = known && turn === '-';
  const { by, descending } = orders[column] as Order<By>;
  return {
    by,
    descending: descending !== turned,
    column,
    choose: (name: string) => {
      const next = name === column && !turned ? `-${name}` : name;
      url.set({ order: next === usual ? '' : next });
    },
  };
}
