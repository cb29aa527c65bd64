/**
 * A cell of a table (RFC 4180).
 *
 * SECURITY: spreadsheets run texts that begin like a formula, and names and reasons come from strangers: those get an
 * apostrophe in front, which spreadsheets take as the mark of a text.
 */
export function csvCell(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** A line of a table, with its end. */
export const csvLine = (cells: readonly string[]): string => `${cells.map(csvCell).join(',')}\n`;
