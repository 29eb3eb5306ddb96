/** The routes that the server knows, to tell an unknown path from an unknown method: to Fastify both are a 404. */
export class RouteTable {
  private readonly routes: { readonly pattern: RegExp; readonly methods: readonly string[] }[] = [];

  add(url: string, method: string | readonly string[]): void {
    if (url.includes('*')) return;
    const pattern = url.replace(/[.?+^$()[\]{}|\\]/g, '\\$&').replace(/:[A-Za-z]+/g, '[^/]+');
    this.routes.push({ pattern: new RegExp(`^${pattern}$`), methods: [method].flat() });
  }

  /** The methods that a path answers, sorted; none when the path is not known. */
  methodsOf(url: string): readonly string[] {
    const path = url.split('?', 1)[0] ?? '';
    const methods = this.routes.filter(({ pattern }) => pattern.test(path)).flatMap((route) => route.methods);
    return [...new Set(methods)].sort();
  }
}
