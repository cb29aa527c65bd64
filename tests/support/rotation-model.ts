import fc from 'fast-check';

// What may happen to the tokens of one account, and what the rules make of it: a model that knows nothing of
// databases, servers or secrets.

const day = 86_400;
/** How many tokens the model lets an account hold: few, so that histories reach the limit. */
export const maxTokens = 4;

export interface Token {
  id: string;
  text: string;
  note: string;
  life: number;
  expiresAt: number;
  revoked: boolean;
  rotation?: { key: string | null; overlap: number; at: number; successor: Token };
  reuses: number;
  repeats: number;
}

/** One thing that happens to the tokens of an account; `token` is a place among those that are there. */
export type Step =
  | { kind: 'create'; note: string; life: number }
  | { kind: 'rotate'; token: number; overlap: number; key: string | null }
  | { kind: 'repeat'; token: number; sameOverlap: boolean }
  | { kind: 'race'; token: number; overlap: number; keys: (string | null)[] }
  | { kind: 'revoke'; token: number }
  | { kind: 'use'; token: number }
  | { kind: 'wait'; seconds: number };

const which = fc.nat({ max: 30 });
const key = fc.constantFrom('a', 'a', 'b', null);
const overlap = fc.constantFrom(0, 0, 1, 60, 3600, 7 * day, -1, 7 * day + 1);
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('create'),
      note: fc.constantFrom('x', 'y', 'z', 'u', 'v'),
      life: fc.constantFrom(60, 3600, 30 * day),
    }),
  },
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('rotate'), token: which, overlap, key }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('race'),
      token: which,
      overlap: fc.constantFrom(0, 60),
      keys: fc.array(key, { minLength: 2, maxLength: 5 }),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant('repeat'), token: which, sameOverlap: fc.boolean() }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('revoke'), token: which }) },
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('use'), token: which }) },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('wait'), seconds: fc.constantFrom(1, 59, 60, 3600, day) }),
  },
) as fc.Arbitrary<Step>;
/** Steps, and whether each is sent to the second server. */
export const history = fc.array(fc.tuple(step, fc.boolean()), { minLength: 5, maxLength: 40 });

export class RotationModel {
  readonly tokens: Token[] = [];

  /** `now` is in seconds. */
  constructor(public now: number) {}

  at = (index: number, tokens = this.tokens): Token | undefined => tokens[index % Math.max(1, tokens.length)];
  rotated = () => this.tokens.filter(({ rotation }) => rotation);
  isLive = (token: Token) => !token.revoked && this.now < token.expiresAt;
  /** Those that count: a rotated token has handed its note and its place on. */
  holders = () => this.tokens.filter((token) => this.isLive(token) && !token.rotation);

  add(token: Pick<Token, 'id' | 'text' | 'note' | 'life'>): Token {
    const added = { ...token, expiresAt: this.now + token.life, revoked: false, reuses: 0, repeats: 0 };
    this.tokens.push(added);
    return added;
  }

  /** What stands in the way of creating a token. */
  refusalToCreate(note: string): string | undefined {
    const holders = this.holders();
    if (holders.some((token) => token.note === note)) return 'conflicting token name';
    return holders.length >= maxTokens ? 'number of active access tokens exceeds limit' : undefined;
  }

  /** What a rotation leads to: a new successor, the one that is there, or a refusal in these words. */
  rotation(token: Token, overlap: number, key: string | null): 'new' | Token | string {
    if (overlap < 0 || overlap > 7 * day) return 'overlapSeconds must be from 0 to';
    const { rotation } = token;
    if (rotation) {
      const isRetry = key !== null && key === rotation.key && this.now < rotation.at + day;
      if (!isRetry || rotation.successor.revoked) return 'the access token was already rotated';
      return rotation.overlap === overlap ? rotation.successor : 'the idempotency key was used with another';
    }
    if (token.revoked) return 'access token not found';
    return this.now < token.expiresAt ? 'new' : 'the access token has expired';
  }

  rotate(token: Token, made: { id: string; text: string }, overlap: number, key: string | null): void {
    // At most two of a line work: what the token itself replaced ends now.
    for (const before of this.rotated()) {
      if (before.rotation?.successor === token) before.expiresAt = Math.min(before.expiresAt, this.now);
    }
    const successor = this.add({ ...made, note: token.note, life: token.life });
    token.rotation = { key, overlap, at: this.now, successor };
    token.expiresAt = Math.min(token.expiresAt, this.now + overlap);
  }

  /** What the holder of a token hears: nothing, or what became of it. */
  refusalToUse(token: Token): string | undefined {
    if (this.isLive(token)) return undefined;
    if (token.revoked) return 'revoked';
    return token.rotation ? 'rotated' : 'expired';
  }
}
