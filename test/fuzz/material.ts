import fc from 'fast-check';

/** What the run has of a pairing at each stage; a stage's fields are kept together. */
export interface Stages {
  readonly owner: { readonly ownerKey: string; readonly ownerId: string };
  readonly started: { readonly ownerKey: string; readonly pairingId: string; readonly token: string };
  readonly connected: Stages['started'] & {
    readonly pin: string;
    readonly claimSecret: string;
    readonly joinCookie: string;
  };
  readonly registered: Omit<Stages['connected'], 'pin' | 'token' | 'joinCookie'> & {
    readonly nodeId: string;
  };
  readonly claimed: {
    readonly ownerKey: string;
    readonly sessionToken: string;
    readonly peerToken: string;
    readonly deviceCookie: string;
    readonly nodeId: string;
  };
}

export type Stage = keyof Stages;

const KEPT = 60;
const NOTHING = 'A'.repeat(43);

/** A value that is known only when the input is sent: inputs are made before the system answers. */
export class Reference {
  constructor(
    readonly stage: Stage,
    readonly field: string,
    readonly index: number,
  ) {}

  toString(): string {
    return `<${this.stage}.${this.field} ${this.index}>`;
  }

  toJSON(): string {
    return this.toString();
  }
}

/** Fields of one item of a stage, so that they fit together. */
export const itemOf = <S extends Stage>(
  stage: S,
): fc.Arbitrary<Readonly<Record<keyof Stages[S], Reference>>> =>
  fc
    .nat(KEPT)
    .map(
      (index) =>
        new Proxy({}, { get: (_, field) => new Reference(stage, String(field), index) }) as Readonly<
          Record<keyof Stages[S], Reference>
        >,
    );

/** One field of some item. */
export const fieldOf = <S extends Stage>(
  stage: S,
  field: keyof Stages[S] & string,
): fc.Arbitrary<Reference> => fc.nat(KEPT).map((index) => new Reference(stage, field, index));

/** The live ids and secrets of a run, by stage. */
export class Material {
  private readonly items: { [S in Stage]: Stages[S][] } = {
    owner: [],
    started: [],
    connected: [],
    registered: [],
    claimed: [],
  };

  add<S extends Stage>(stage: S, item: Stages[S]): void {
    const items: Stages[S][] = this.items[stage];
    if (items.push(item) > KEPT) items.shift();
  }

  /** The value with its references filled in; a reference to an empty stage gives a well-formed nothing. */
  resolve(value: unknown): unknown {
    if (value instanceof Reference) return this.find(value);
    if (Array.isArray(value)) return value.map((item) => this.resolve(item));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, this.resolve(item)]));
  }

  private find({ stage, field, index }: Reference): string {
    const items = this.items[stage] as readonly Readonly<Record<string, string>>[];
    return items[index % Math.max(items.length, 1)]?.[field] ?? NOTHING;
  }
}
