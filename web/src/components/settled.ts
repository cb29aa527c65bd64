import { useDebouncedCallback } from '@mantine/hooks';
import { useEffect, useState } from 'react';

/** The text of a field that holds a part of the address, which follows when one stops typing. */
export function useSettled(value: string, onSettled: (text: string) => void) {
  const [typed, setTyped] = useState(value);
  const settle = useDebouncedCallback(onSettled, 250);
  // The back button changes the address, not what was typed.
  useEffect(() => setTyped(value), [value]);
  return {
    value: typed,
    change: (text: string) => {
      setTyped(text);
      settle(text.trim());
    },
  };
}
