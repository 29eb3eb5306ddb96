import { expect } from '@jest/globals';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import type { RunningSystem } from '@meshpair/testing';
import { type AddressProxy, startAddressProxy } from './address-proxy.js';
import { readQrCode } from './page-checks.js';

type ContextOptions = NonNullable<Parameters<Browser['newContext']>[0]>;

/** What leads from the sign-in to a code, as the pages call it. */
export interface WayToCode {
  readonly locale: string;
  readonly key: string;
  readonly signIn: string;
  /** The button, at the start and after a pairing. */
  readonly pair: RegExp;
}

const IN_ENGLISH: WayToCode = {
  locale: 'en-US',
  key: 'Owner key',
  signIn: 'Sign in',
  pair: /^(Pair a device|Pair another device|Show a new code)$/,
};

/** The console and the phones of a test's pairings, in a browser that plays both. */
export class PairingPages {
  private readonly contexts: BrowserContext[] = [];
  private readonly proxies: AddressProxy[] = [];

  constructor(
    private readonly browser: Browser,
    private readonly system: RunningSystem,
    private readonly way: WayToCode = IN_ENGLISH,
  ) {}

  async close(): Promise<void> {
    await Promise.all(this.contexts.splice(0).map((context) => context.close()));
    for (const proxy of this.proxies.splice(0)) proxy.close();
  }

  /** Nothing moves: Chromium draws each picture of what moves without end on the CPU. */
  private async open(options: ContextOptions, url: string): Promise<Page> {
    const { locale } = this.way;
    const context = await this.browser.newContext({ reducedMotion: 'reduce', locale, ...options });
    this.contexts.push(context);
    const page = await context.newPage();
    await page.goto(url);
    return page;
  }

  async signedIn(options: ContextOptions = {}): Promise<Page> {
    const page = await this.open({ viewport: { width: 1280, height: 900 }, ...options }, this.system.baseUrl);
    await signIn(page, this.system.ownerKey, this.way);
    return page;
  }

  /** Scans the picture on the screen with a phone at an address of its own. */
  async scan(desktop: Page, address: string, options: ContextOptions = {}): Promise<Page> {
    const link = (await readQrCode(await showCode(desktop, this.way))) ?? '';
    expect(link).toMatch(/\/join\?token=[\w-]{43}$/);
    return this.phoneAt(address, link, options);
  }

  /** A phone at an address of its own, on a page of the mesh. */
  async phoneAt(address: string, path: string, options: ContextOptions = {}): Promise<Page> {
    const viewport = { width: 390, height: 844 };
    const proxy = await startAddressProxy(address);
    this.proxies.push(proxy);
    const server = { server: proxy.url, bypass: '<-loopback>' };
    return this.open({ viewport, proxy: server, ...options }, new URL(path, this.system.baseUrl).href);
  }
}

export async function signIn(page: Page, ownerKey: string, way = IN_ENGLISH): Promise<void> {
  await page.getByLabel(way.key).fill(ownerKey);
  await page.getByRole('button', { name: way.signIn }).click();
  await page.getByRole('button', { name: way.pair }).waitFor();
}

/** The picture of a code on the page. */
export const codeOn = (desktop: Page): ReturnType<Page['getByRole']> =>
  desktop.getByRole('main').getByRole('img', { name: /QR/i });

/** Starts a pairing; resolves with the picture of its code. */
export async function showCode(desktop: Page, way = IN_ENGLISH): Promise<ReturnType<typeof codeOn>> {
  await desktop.getByRole('button', { name: way.pair }).click();
  await codeOn(desktop).waitFor();
  return codeOn(desktop);
}

export async function ask(phone: Page): Promise<string> {
  await phone.getByRole('button', { name: 'Ask to join' }).click();
  return shownPin(phone);
}

export async function askAs(phone: Page, name: string): Promise<string> {
  await phone.getByLabel('Name of this device').fill(name);
  return ask(phone);
}

export async function shownPin(phone: Page): Promise<string> {
  const digits = phone.locator('.digit');
  await digits.first().waitFor();
  return (await digits.allInnerTexts()).join('');
}

export const pinField = (desktop: Page): ReturnType<Page['getByLabel']> =>
  desktop.getByLabel(/^PIN on the screen/);

/** Types a PIN, which the sixth digit sends. */
export const typePin = (desktop: Page, pin: string): Promise<void> => pinField(desktop).fill(pin);

/** A PIN that is not this one. */
export const wrongPin = (pin: string): string => (pin === '111111' ? '222222' : '111111');
