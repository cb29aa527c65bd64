/** What a launcher is asked to run. */
export interface LauncherRequest {
  id: number;
  command: string;
  args: readonly string[];
  cwd: string;
  env: Record<string, string>;
  streams: readonly StreamName[];
}

/** That a program runs, or how it ended; `failure` says why it could not be run. */
export type LauncherReport = { id: number } & (
  | { pid: number; code?: undefined; failure?: undefined }
  | { code: number | null; pid?: undefined; failure?: string }
);

/** What of a program is connected. A connection begins with a line that tells which: `<id> <name>`. */
export type StreamName = 'input' | 'output' | 'errors';

/** As a program numbers them. */
export const streamNames: readonly StreamName[] = ['input', 'output', 'errors'];
