/** What the console opens with. Nothing runs before somebody presses the button. */
const whoAmI = `# Run it with the button, or with Ctrl-Enter.
query WhoAmI {
  currentUser {
    username
    siteAdmin
    roles {
      nodes {
        name
      }
    }
  }
}
`;

const createServiceAccount = `# 1. An account for a program.
mutation CreateServiceAccount($name: String!) {
  createServiceAccount(input: { name: $name }) {
    id
    name
  }
}
`;

const createToken = `# 2. A token for it. It is shown once, here.
mutation CreateToken(
  $account: ID!
  $note: String!
  $seconds: Int!
) {
  createAccessToken(
    user: $account
    scopes: ["user:all"]
    note: $note
    durationSeconds: $seconds
  ) {
    token
  }
}
`;

const everyone = [{ query: whoAmI }];

const siteAdmins = [
  { query: createServiceAccount, variables: { name: 'ci-nightly' } },
  {
    query: createToken,
    variables: { account: 'the id from the tab before', note: 'nightly build', seconds: 2592000 },
  },
];

export const tabsFor = ({ siteAdmin }) => (siteAdmin ? [...everyone, ...siteAdmins] : everyone);
