/** A query that cannot be answered as it stands; what is wrong is for whoever wrote it. */
export class QueryError extends Error {
  constructor(
    message: string,
    /** Heads what is shown. */
    readonly title = 'Unable To Process Query',
  ) {
    super(message);
  }
}

/** What the language has and this server does not serve: said, rather than answered wrongly. */
export class UnsupportedError extends QueryError {}

export const unsupported = (what: string): UnsupportedError =>
  new UnsupportedError(`${what} is not supported`);
