import type { GitSignature } from '../../git/objects.js';
import { inherited, signedIn } from '../../graphql/access.js';
import { builder } from '../../graphql/builder.js';
import type { GraphQLContext } from '../../graphql/context.js';
import { formatDateTime } from '../../graphql/date-time.js';
import type { Account } from '../users/accounts.js';
import { User } from '../users/user-type.js';

type GitPerson = Pick<GitSignature, 'name' | 'email'>;

/** SECURITY: who has an account is for accounts to know; to others a person is what the commit says. */
async function accountOf({ email }: GitPerson, { caller, loaders }: GraphQLContext): Promise<Account | null> {
  return caller.kind === 'ANONYMOUS' || email === '' ? null : loaders.accountByEmail.load(email);
}

export const Person = builder.objectRef<GitPerson>('Person').implement({
  description: 'Somebody in a commit.',
  fieldAccess: inherited,
  fields: (t) => ({
    name: t.exposeString('name', { description: 'The name in the commit.' }),
    email: t.exposeString('email', { description: 'The address in the commit.' }),
    displayName: t.string({
      description: 'The display name of the account, where there is one that has it; else the name.',
      resolve: async (person, _args, context) => {
        const account = await accountOf(person, context);
        return account?.displayName || person.name || person.email;
      },
    }),
    avatarURL: t.string({
      nullable: true,
      description: 'The picture of the account, where there is one that has it.',
      resolve: async (person, _args, context) => (await accountOf(person, context))?.avatarUrl ?? null,
    }),
    user: t.field({
      type: User,
      nullable: true,
      access: signedIn,
      description: 'The account that has the address, verified; null when there is none.',
      resolve: (person, _args, context) => accountOf(person, context),
    }),
  }),
});

export const Signature = builder.objectRef<GitSignature>('Signature').implement({
  description: 'Who did something in a commit, and when.',
  fieldAccess: inherited,
  fields: (t) => ({
    person: t.field({ type: Person, description: 'Who.', resolve: (signature) => signature }),
    date: t.string({
      description: 'When, as an RFC 3339 string in UTC.',
      resolve: ({ date }) => formatDateTime(date),
    }),
  }),
});
