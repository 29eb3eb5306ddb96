import { describe, expect, it } from '@jest/globals';
import { filesOfManifest, readDeviceFiles } from './device-pages.js';

describe('the files of the device’s page', () => {
  it('are those that the build names', () => {
    const manifest = {
      'console.html': { file: 'assets/console-1.js', isEntry: true },
      'src/device/main.ts': { file: 'assets/device-2.js', css: ['assets/device-3.css'], isEntry: true },
    };
    expect(filesOfManifest(JSON.stringify(manifest))).toEqual({
      styles: ['/assets/device-3.css'],
      script: '/assets/device-2.js',
    });
  });

  it('are a plain style alone without a build', () => {
    expect(readDeviceFiles(new URL('file:///nowhere/manifest.json'))).toEqual({
      styles: ['/assets/pages.css'],
    });
  });

  it('must be in the build that is there', () => {
    expect(() => filesOfManifest('{}')).toThrow('src/device/main.ts');
  });
});
