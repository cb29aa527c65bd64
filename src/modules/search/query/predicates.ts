import { QueryError, unsupported } from './query-error.js';
import { compilePattern } from './regexp.js';

/** A key or value of metadata: a text, a pattern, or anything. */
export type MetadataTest = { text: string } | { source: string } | null;

/** Something that a repository must be or have. */
export type RepoPredicate = { negated: boolean } & (
  | { kind: 'path'; source: string }
  | { kind: 'content'; source: string }
  | { kind: 'file'; path: string; content: string }
  | { kind: 'commitAfter'; date: string }
  | { kind: 'description'; source: string }
  | { kind: 'topic'; topic: string }
  /** Without a value: any; null is a tag. */
  | { kind: 'metadata'; key: MetadataTest; value?: MetadataTest }
);

/** Something that a file must hold. */
export type FilePredicate = { negated: boolean; kind: 'content'; source: string };

const call = /^([a-z]+(?:\.[a-z]+)*)\((.*)\)$/s;

/** The predicate that the value of `repo:` calls; undefined where it is a pattern. */
export function repoPredicate(value: string): RepoPredicate | undefined {
  const [, name, argument = ''] = call.exec(value) ?? [];
  const negated = false;
  switch (name) {
    case 'has.path':
    case 'contains.path':
      return { kind: 'path', source: pattern(argument), negated };
    case 'has.content':
    case 'contains.content':
      return { kind: 'content', source: pattern(argument), negated };
    case 'has.file':
    case 'contains.file':
      return { kind: 'file', ...fileArguments(argument), negated };
    case 'has.commit.after':
    case 'contains.commit.after':
      return { kind: 'commitAfter', date: required(argument), negated };
    case 'has.description':
      return { kind: 'description', source: pattern(argument), negated };
    case 'has.topic':
      return { kind: 'topic', topic: required(argument), negated };
    case 'has.tag':
      return { kind: 'metadata', key: metadataTest(required(argument)), value: null, negated };
    case 'has.key':
      return { kind: 'metadata', key: metadataTest(required(argument)), negated };
    case 'has':
    case 'has.meta': {
      const colon = argument.indexOf(':');
      if (colon < 0) return { kind: 'metadata', key: metadataTest(required(argument)), negated };
      const rest = argument.slice(colon + 1);
      return {
        kind: 'metadata',
        key: metadataTest(required(argument.slice(0, colon))),
        value: rest === '' ? null : metadataTest(rest),
        negated,
      };
    }
    case 'boost':
    case 'boost.relevant':
      throw unsupported(`repo:${name}()`);
    default:
      return undefined;
  }
}

/** The predicate that the value of `file:` calls; undefined where it is a pattern. */
export function filePredicate(value: string): FilePredicate | undefined {
  const [, name, argument = ''] = call.exec(value) ?? [];
  switch (name) {
    case 'has.content':
    case 'contains.content':
    case 'contains':
      return { kind: 'content', source: pattern(argument), negated: false };
    case 'has.owner':
    case 'has.contributor':
      throw unsupported(`file:${name}()`);
    default:
      return undefined;
  }
}

function required(argument: string): string {
  if (argument.trim() === '') throw new QueryError('invalid predicate value: it must not be empty');
  return argument.trim();
}

function pattern(argument: string): string {
  const source = required(argument);
  try {
    compilePattern(source, true);
  } catch (error) {
    throw new QueryError(`invalid predicate value: ${(error as Error).message}`);
  }
  return source;
}

function fileArguments(argument: string): { path: string; content: string } {
  const given = { path: '', content: '' };
  for (const [, key, value = ''] of argument.matchAll(/(path|content):(\S+)/g))
    given[key as 'path' | 'content'] = pattern(value);
  if (given.path === '' && given.content === '')
    throw new QueryError('invalid predicate value: one of path: and content: must be given');
  return given;
}

function metadataTest(text: string): MetadataTest {
  const source = /^\/(.+)\/$/s.exec(text)?.[1];
  return source === undefined ? { text } : { source: pattern(source) };
}
