import Provider from 'oidc-provider';

// A real OpenID provider with its own pages to sign in at: any name comes in, by any password.
const [issuer = '', redirectUri = '', clientSecret = ''] = process.argv.slice(2);
/** @param {unknown} _context @param {string} name */
const findAccount = (_context, name) => ({
  accountId: name,
  claims: () => ({
    sub: name,
    preferred_username: `${name}@id.example`,
    groups: name.startsWith('guest') ? ['guests'] : ['family', 'mesh'],
  }),
});
const provider = new Provider(issuer, {
  clients: [{ client_id: 'meshpair', client_secret: clientSecret, redirect_uris: [redirectUri] }],
  claims: { openid: ['sub'], profile: ['preferred_username', 'groups'] },
  cookies: { keys: ['a key of the test'] },
  findAccount,
  pkce: { required: () => true },
});
provider.listen(Number(new URL(issuer).port), 'localhost', () => process.send?.('up'));
