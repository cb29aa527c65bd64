import { GraphQLError } from 'graphql';
import { builder } from './builder.js';
import { formatDateTime } from './date-time.js';

const rfc3339 = /^\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)$/;

builder.scalarType('DateTime', {
  description:
    'A point in time as an RFC 3339 string. Output is in UTC, in whole seconds: `2006-01-02T15:04:05Z`.',
  serialize: formatDateTime,
  parseValue: (value) => {
    const date = typeof value === 'string' && rfc3339.test(value) ? new Date(value) : undefined;
    if (!date || Number.isNaN(date.getTime())) {
      throw new GraphQLError('a DateTime is an RFC 3339 string like 2006-01-02T15:04:05Z');
    }
    return date;
  },
});

builder.scalarType('BigInt', {
  description: 'A whole number as a string of digits, since it may be larger than numbers of JSON are read.',
  serialize: (value) => String(value),
  parseValue: (value) => {
    if (typeof value !== 'string' || !/^-?\d{1,19}$/.test(value)) {
      throw new GraphQLError('a BigInt is a string of digits');
    }
    return BigInt(value);
  },
});

builder.scalarType('JSONCString', {
  description: 'A string that holds JSON, possibly with // comments and trailing commas.',
  serialize: (text) => text,
  parseValue: (value) => {
    if (typeof value !== 'string') throw new GraphQLError('a JSONCString is a string');
    return value;
  },
});

builder.scalarType('JSONValue', {
  description: 'Any JSON value.',
  serialize: (value) => value,
  parseValue: (value) => value,
});
