import type { ExternalServiceKind } from '../../generated/operations';

/** What is filled into the form, by the names of its fields. What is ticked is `yes`. */
export type Values = Record<string, string>;

/** A field of the form for a new connection. */
export interface Field {
  name: string;
  label: string;
  description: string;
  /** One line, one thing on each line, something secret on one or several lines, or a tick. */
  type: 'line' | 'lines' | 'secret' | 'secret lines' | 'tick';
  /** What stands in it in the beginning. */
  initial?: string;
  required?: boolean;
  /** Whether it is needed, where that depends on others. */
  shown?: (values: Values) => boolean;
}

export interface KindOfHost {
  kind: ExternalServiceKind;
  name: string;
  fields: Field[];
  /** What is filled in as a configuration. */
  configOf: (values: Values) => object;
  /** Which fields name repositories, one of which has to. */
  sources: string[];
}

const token = (description: string): Field => ({
  name: 'token',
  label: 'Access token',
  description: `${description} Stored encrypted, and never shown again.`,
  type: 'secret',
});

/** The kinds of code hosts that there can be connections to, as addresses name them. */
export const kinds: Record<string, KindOfHost> = {
  github: {
    kind: 'GITHUB',
    name: 'GitHub',
    fields: [
      {
        name: 'url',
        label: 'URL',
        description: 'https://github.com, or that of a GitHub Enterprise Server.',
        type: 'line',
        initial: 'https://github.com',
        required: true,
      },
      token('One that may read the repositories. Without it only what is public is found.'),
      {
        name: 'orgs',
        label: 'Organizations',
        description: 'All of their repositories are taken. One on each line.',
        type: 'lines',
      },
      {
        name: 'repos',
        label: 'Repositories',
        description: 'Single ones, one on each line: owner/name.',
        type: 'lines',
      },
      {
        name: 'affiliated',
        label: 'Everything of the token’s account',
        description: 'The repositories that it owns, works on, or sees as a member of an organization.',
        type: 'tick',
        shown: ({ token }) => Boolean(token),
      },
    ],
    configOf: ({ url = '', token, orgs, repos, affiliated }) => ({
      url: url.trim(),
      ...secret('token', token),
      ...list('orgs', orgs),
      ...list('repos', repos),
      ...(affiliated && token && { repositoryQuery: ['affiliated'] }),
    }),
    sources: ['orgs', 'repos', 'affiliated'],
  },
  gitlab: {
    kind: 'GITLAB',
    name: 'GitLab',
    fields: [
      {
        name: 'url',
        label: 'URL',
        description: 'https://gitlab.com, or that of another GitLab.',
        type: 'line',
        initial: 'https://gitlab.com',
        required: true,
      },
      token('With the scopes read_api and read_repository. Without it only what is public is found.'),
      {
        name: 'groups',
        label: 'Groups',
        description: 'All of their projects are taken, with those of groups in them. One on each line.',
        type: 'lines',
      },
      {
        name: 'projects',
        label: 'Projects',
        description: 'Single ones, one on each line: group/project.',
        type: 'lines',
      },
      {
        name: 'membership',
        label: 'Everything of the token’s account',
        description: 'The projects that it is a member of.',
        type: 'tick',
        shown: ({ token }) => Boolean(token),
      },
    ],
    configOf: ({ url = '', token, groups, projects, membership }) => {
      const queries = [
        ...lines(groups).map(
          (group) => `groups/${encodeURIComponent(group)}/projects?include_subgroups=true`,
        ),
        ...(membership && token ? ['?membership=true'] : []),
      ];
      return {
        url: url.trim(),
        ...secret('token', token),
        ...(queries.length > 0 && { projectQuery: queries }),
        ...(lines(projects).length > 0 && { projects: lines(projects).map((name) => ({ name })) }),
      };
    },
    sources: ['groups', 'projects', 'membership'],
  },
  other: {
    kind: 'OTHER',
    name: 'Any git server',
    fields: [
      {
        name: 'url',
        label: 'URL',
        description:
          'Where clone URLs begin: https://git.example.org/ or https://user:password@git.example.org/. Stored encrypted, and never shown with its password. Leave it empty when the repositories below are whole URLs.',
        type: 'line',
      },
      {
        name: 'repos',
        label: 'Repositories',
        description:
          'How clone URLs go on, one on each line: team/app. For a running src serve-git: src-serve.',
        type: 'lines',
        required: true,
      },
      {
        name: 'gitSSHCredential',
        label: 'Private key',
        description:
          'For ssh://, without a passphrase. Stored encrypted, and never shown again. An operator adds the keys of the host to known_hosts on the server.',
        type: 'secret lines',
        shown: ({ url, repos }) => /ssh:\/\//.test(`${url} ${repos}`),
      },
      {
        name: 'public',
        label: 'Everybody may see them',
        description:
          'People and service accounts alike. Otherwise who has a grant, and site admins unless the site configuration says otherwise.',
        type: 'tick',
      },
    ],
    configOf: ({ url = '', repos, gitSSHCredential, public: everybody }) => ({
      ...(url.trim() && { url: url.trim() }),
      repos: lines(repos),
      visibility: everybody ? 'public' : 'private',
      ...(gitSSHCredential?.trim() && { gitSSHCredential: `${gitSSHCredential.trim()}\n` }),
    }),
    sources: ['repos'],
  },
};

/** What a kind is called, also one that a connection cannot be made of here. */
export const nameOfKind = (kind: ExternalServiceKind): string =>
  Object.values(kinds).find((one) => one.kind === kind)?.name ?? kind;

/** Whether enough is filled in to add a connection. */
export const isComplete = ({ fields, sources }: KindOfHost, values: Values): boolean =>
  fields.every(({ name, required }) => !required || values[name]?.trim()) &&
  sources.some((name) => values[name]?.trim());

const lines = (text = ''): string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean);

const list = (name: string, text: string | undefined): object =>
  lines(text).length > 0 ? { [name]: lines(text) } : {};

const secret = (name: string, text = ''): object => (text.trim() ? { [name]: text.trim() } : {});
