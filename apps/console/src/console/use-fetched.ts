import { useEffect, useState } from 'preact/hooks';
import { speakOfSettings } from '../state/language.js';

interface Fetched<Part> {
  /** Undefined until it is there, with its words. */
  readonly part?: Part;
  readonly hasFailed: boolean;
}

/** A part of the page that is fetched when somebody wants it: the first screen does without. */
export function useFetched<Part>(fetch: () => Promise<Part>): Fetched<Part> {
  const [fetched, setFetched] = useState<Fetched<Part>>({ hasFailed: false });
  useEffect(() => {
    Promise.all([fetch(), speakOfSettings()]).then(
      ([part]) => setFetched({ part, hasFailed: false }),
      () => setFetched({ hasFailed: true }),
    );
  }, []);
  return fetched;
}
