/** Who is told of what, by a key. */
export class Listeners<Told> {
  private readonly byKey = new Map<string, Set<(told: Told) => void>>();

  /** Calls the listener for each that is told under the key, until the returned function is called. */
  add(key: string, listener: (told: Told) => void): () => void {
    const listeners = this.byKey.get(key) ?? new Set<(told: Told) => void>();
    this.byKey.set(key, listeners.add(listener));
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0 && this.byKey.get(key) === listeners) this.byKey.delete(key);
    };
  }

  tell(key: string, told: Told): void {
    for (const listener of this.byKey.get(key) ?? []) listener(told);
  }
}
