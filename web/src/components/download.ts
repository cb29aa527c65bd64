import { useRef, useState } from 'react';
import { saveFile } from '../api/ask';

/** A file that is loaded with the session of this browser and saved; it can be stopped. */
export function useDownload() {
  const [loading, setLoading] = useState(false);
  const [error, setError] = useState<unknown>();
  const controller = useRef<AbortController>(null);
  return {
    loading,
    error,
    stop: () => controller.current?.abort(),
    start: async (path: string): Promise<void> => {
      controller.current = new AbortController();
      const { signal } = controller.current;
      setError(undefined);
      setLoading(true);
      try {
        await saveFile(path, signal);
      } catch (failure) {
        if (!signal.aborted) setError(failure);
      }
      setLoading(false);
    },
  };
}
