import { useEffect } from 'react';

/** Names the tab of the browser while a page is shown. */
export function useTitle(title: string): void {
  useEffect(() => {
    document.title = `${title} · Gatehouse`;
  }, [title]);
}
