import { Button } from '@mantine/core';
import { useState } from 'react';
import { Icon } from './icons';

/** Copies a text. Browsers offer the clipboard to pages on https and localhost only. */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}

/** Copies a text that stands beside it, and says whether it could. */
export function CopyButton({ text, label }: { text: string; label: string }) {
  const [outcome, setOutcome] = useState<boolean>();
  return (
    <Button
      variant="default"
      size="xs"
      leftSection={<Icon name={outcome ? 'check' : 'copy'} size={14} />}
      onClick={async () => setOutcome(await copyText(text))}
      aria-live="polite"
    >
      {outcome === undefined ? label : outcome ? 'Copied' : 'Select and copy it'}
    </Button>
  );
}
