/** What a user of NATS may do; what is not named is refused. */
export interface NatsRights {
  readonly publish: readonly string[];
  readonly subscribe: readonly string[];
  /** May answer a request, once and to its sender only. */
  readonly responds?: boolean;
}

/** One user of a `users` list. A password is written as given: quoted, or as a `$VARIABLE`. */
export const userText = (
  user: string,
  password: string,
  { publish, subscribe, responds }: NatsRights,
): string =>
  [
    `      {`,
    `        user: ${user}, password: ${password}`,
    `        permissions {`,
    // An empty list would allow everything.
    ...(publish.length > 0 ? list('publish', publish) : ['          publish { deny: ">" }']),
    ...list('subscribe', subscribe),
    ...(responds ? ['          allow_responses { max: 1, expires: "1m" }'] : []),
    `        }`,
    `      }`,
    ``,
  ].join('\n');

const list = (name: string, subjects: readonly string[]): readonly string[] => [
  `          ${name}: [`,
  ...subjects.map((subject) => `            ${JSON.stringify(subject)}`),
  `          ]`,
];
