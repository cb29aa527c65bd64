/**
 * Fields that Gatehouse serves with another nullability than the product, by name: our type, and why. Everything
 * else must be the same.
 */
export const differences: Readonly<Record<string, { ours: string; why: string }>> = {
  'ProductSubscriptionStatus.license': {
    ours: 'ProductLicenseInfo',
    why: 'Null without a licence key, as in versions of 2024, whose clients wait until it is not null.',
  },
};
