import { readFileSync } from 'node:fs';

/** How `npm start` runs Node, so that what is measured and tested is what operators run. */
export const startCommand = (): { env: Record<string, string>; flags: string[] } => {
  const manifest = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
    scripts: { start: string };
  };
  const words = manifest.scripts.start.split(' ');
  return {
    env: Object.fromEntries(words.filter((word) => /^[A-Z_]+=/.test(word)).map((word) => word.split('='))),
    flags: words.filter((word) => word.startsWith('--')),
  };
};
