import { InvalidInputError } from '../../errors.js';
import { databaseId, decodeId } from '../../ids.js';

/** The repository in the id of a commit (`{"r", "c"}`) or of a branch or tag (`{"r", "v"}`), and which of it. */
export function gitKeyIn(id: string, kind: 'GitCommit' | 'GitRef'): { repositoryId: number; rest: string } {
  const { kind: actual, spec } = decodeId(id);
  if (actual !== kind) throw new InvalidInputError(`invalid ${kind} id of kind "${actual}"`);
  const { r, [kind === 'GitCommit' ? 'c' : 'v']: rest } = objectIn(spec);
  if (typeof r !== 'string' || typeof rest !== 'string') throw new InvalidInputError('invalid node id');
  return { repositoryId: databaseId(r, 'Repository'), rest };
}

function objectIn(spec: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(spec);
    if (typeof value === 'object' && value !== null) return value as Record<string, unknown>;
  } catch {
    // Told below.
  }
  throw new InvalidInputError('invalid node id');
}
