import SchemaBuilder, {
  BasePlugin,
  type PothosOutputFieldConfig,
  PothosSchemaError,
  type SchemaTypes,
} from '@pothos/core';
import type { GraphQLFieldResolver } from 'graphql';
import type { Caller } from '../auth/caller.js';
import {
  requireAccount,
  requireAdministers,
  requirePermission,
  requireSession,
  requireSignedIn,
  requireSiteAdmin,
} from '../authz/policy.js';
import type { GraphQLContext } from './context.js';

/** Who may use a field: said once, enforced before the field resolves, and printed in the schema. */
export interface AccessRule<Parent = unknown> {
  /** Names the rule in tests and in the field's extensions. */
  name: string;
  /** For the schema's readers; empty where the rule is that of the object itself. */
  who: string;
  /** Throws when the caller may not. Absent: nothing beyond having reached the object. */
  check?: (caller: Caller, parent: Parent) => void;
}

/** Whoever may see the object may read the field. */
export const inherited: AccessRule = { name: 'inherited', who: '' };
/** Anyone whom the instance lets reach the API. */
export const anyone: AccessRule = { name: 'anyone', who: 'Anyone.' };
export const signedIn: AccessRule = {
  name: 'signed in',
  who: 'Any account.',
  check: (caller) => void requireSignedIn(caller),
};
export const siteAdmin: AccessRule = {
  name: 'site admin',
  who: 'Site admins.',
  check: (caller) => void requireSiteAdmin(caller),
};
/** Acts of a signed-in browser; no token passes. */
export const session: AccessRule = {
  name: 'session',
  who: 'A signed-in person, not a token.',
  check: (caller) => void requireSession(caller),
};
/** Whoever holds a permission by one of their roles. */
export const holdersOf = (permission: string): AccessRule => ({
  name: `holder of ${permission}`,
  who: `Holders of ${permission}.`,
  check: (caller) => void requirePermission(caller, permission),
});
/** On an account: the account itself and site admins. */
export const selfOrSiteAdmin: AccessRule<{ id: number }> = {
  name: 'self or site admin',
  who: 'The account itself and site admins.',
  check: (caller, account) => void requireAdministers(caller, account.id),
};
/** On an account: the account itself. */
export const self: AccessRule<{ id: number }> = {
  name: 'self',
  who: 'The account itself.',
  check: (caller, account) => void requireAccount(caller, account.id),
};

declare global {
  export namespace PothosSchemaTypes {
    interface Plugins<Types extends SchemaTypes> {
      access: AccessPlugin<Types>;
    }
    interface FieldOptions<
      Types extends SchemaTypes,
      ParentShape,
      Type,
      Nullable,
      Args,
      ResolveShape,
      ResolveReturnShape,
    > {
      /** Who may use the field. */
      access?: AccessRule<ParentShape>;
    }
    interface BaseTypeOptions<Types extends SchemaTypes> {
      /** The rule of every field of the type that names none itself. Not on Query and Mutation. */
      fieldAccess?: AccessRule;
    }
  }
}

/** Default deny: a field without a rule does not build, and a rule is asked before its field resolves. */
export class AccessPlugin<Types extends SchemaTypes> extends BasePlugin<Types> {
  override onOutputFieldConfig(field: PothosOutputFieldConfig<Types>): PothosOutputFieldConfig<Types> {
    const rule = this.#rule(field);
    const description = rule.who ? `${field.description ?? ''}\n\nWho may: ${rule.who}` : field.description;
    return { ...field, description, extensions: { ...field.extensions, access: rule.name } };
  }

  override wrapResolve(
    resolve: GraphQLFieldResolver<unknown, Types['Context'], object>,
    field: PothosOutputFieldConfig<Types>,
  ): GraphQLFieldResolver<unknown, Types['Context'], object> {
    const { check } = this.#rule(field);
    if (!check) return resolve;
    return (parent, args, context, info) => {
      check((context as GraphQLContext).caller, parent);
      return resolve(parent, args, context, info);
    };
  }

  #rule(
    field: PothosOutputFieldConfig<Types>,
  ): AccessRule<never> & { check?: (caller: Caller, parent: unknown) => void } {
    const own = (field.pothosOptions as { access?: AccessRule }).access;
    const isRoot = field.kind === 'Query' || field.kind === 'Mutation';
    const type = isRoot ? undefined : this.builder.configStore.getTypeConfig(field.parentType);
    const rule = own ?? (type?.pothosOptions as { fieldAccess?: AccessRule } | undefined)?.fieldAccess;
    if (!rule) throw new PothosSchemaError(`${field.parentType}.${field.name} does not say who may use it`);
    return rule;
  }
}

export const accessPluginName = 'access' as const;
SchemaBuilder.registerPlugin(accessPluginName, AccessPlugin);
