import { inherited } from '../../graphql/access.js';
import { builder } from '../../graphql/builder.js';
import type { GraphQLContext } from '../../graphql/context.js';
import { escapeHtml } from '../../html.js';
import type { Repository } from '../repositories/repositories.js';
import { repositoryPath } from '../repositories/repository-name.js';
import { commitBody, commitDetail, commitLabel, commitUrlOf, type MarkdownText } from './commit-text.js';
import type { CommitResult } from './results.js';

// What results have in common, apart from the types of repositories, which are among them.

export const Markdown = builder.objectRef<MarkdownText>('Markdown').implement({
  description: 'A text that is marked up.',
  fieldAccess: inherited,
  fields: (t) => ({
    text: t.exposeString('text', { description: 'As Markdown.' }),
    html: t.exposeString('html', { description: 'As HTML. What is not ours in it is text alone.' }),
  }),
});

export interface HighlightShape {
  line: number;
  character: number;
  length: number;
}

export const Highlight = builder.objectRef<HighlightShape>('Highlight').implement({
  description: 'What matches in a text.',
  fieldAccess: inherited,
  fields: (t) => ({
    line: t.exposeInt('line', { description: 'Its line, counted from 1.' }),
    character: t.exposeInt('character', { description: 'Where it begins in the line, counted from 0.' }),
    length: t.exposeInt('length', { description: 'How many characters it has.' }),
  }),
});

export const highlightsOf = ({ ranges }: CommitResult): HighlightShape[] =>
  ranges.map(([line, character, length]) => ({ line, character, length }));

const SearchResultMatch = builder.objectRef<CommitResult>('SearchResultMatch').implement({
  description: 'A match in a result.',
  fieldAccess: inherited,
  fields: (t) => ({
    url: t.string({ description: 'The path of its page.', resolve: commitUrlOf }),
    body: t.field({ type: Markdown, description: 'What matches.', resolve: commitBody }),
    highlights: t.field({
      type: [Highlight],
      description: 'Where in it.',
      resolve: highlightsOf,
    }),
  }),
});

type GenericResult = Repository | CommitResult;

const isCommitResult = (result: GenericResult): result is CommitResult => 'kind' in result;

export const GenericSearchResultInterface = builder
  .interfaceRef<GenericResult>('GenericSearchResultInterface')
  .implement({
    description: 'A result that can be shown whatever it is.',
    fieldAccess: inherited,
    resolveType: (result) => (isCommitResult(result) ? 'CommitSearchResult' : 'Repository'),
    fields: (t) => ({
      label: t.field({
        type: Markdown,
        description: 'What it is, with links.',
        resolve: (result) => (isCommitResult(result) ? commitLabel(result) : repositoryLabel(result)),
      }),
      url: t.string({
        description: 'The path of its page.',
        resolve: (result) => (isCommitResult(result) ? commitUrlOf(result) : repositoryPath(result.name)),
      }),
      detail: t.field({
        type: Markdown,
        description: 'What else there is to say, in a few words.',
        resolve: (result, _args, { services }: GraphQLContext) =>
          isCommitResult(result) ? commitDetail(result, services.clock.now()) : repositoryDetail,
      }),
      matches: t.field({
        type: [SearchResultMatch],
        description: 'What matches; a repository has none, it matches by its name.',
        resolve: (result) => (isCommitResult(result) ? [result] : []),
      }),
    }),
  });

const repositoryLabel = ({ name }: Repository): MarkdownText => ({
  text: `[${name}](/${name})`,
  html: `<p><a href="/${escapeHtml(name)}">${escapeHtml(name)}</a></p>`,
});

const repositoryDetail: MarkdownText = { text: 'Repository match', html: '<p>Repository match</p>' };
